import { gunzipSync } from 'node:zlib'
import {
  type GatewayAnswer,
  type GatewayRequest,
  refusal,
  type Transport,
} from '@weaklayer/extension/testing'
import type { Counts } from './counts.ts'
import { type Fate, strangeAnswers } from './fates.ts'
import type { GatewayHost } from './gateway-host.ts'
import { newProcess, type Process } from './process.ts'
import type { Surroundings } from './surroundings.ts'
import { createWaits } from './waits.ts'

/** The way from sensors to two gateways behind one name. */
export interface Network {
  /** `browser` names whose worker it is: what it was told to wait is held against it. */
  transport(worker: Process, browser: string): Transport
  /** What a browser was told to wait no longer counts: its clock moved, or its store is gone. */
  forget(browser: string): void
  /** Its sensor stored what it will do next. */
  stored(browser: string): void
  /** It could not. */
  unheard(browser: string): void
  /** What becomes of the next requests, in order; those after them pass. */
  script(fates: readonly Fate[]): void
  heal(): void
  /** Requests with events since the last `heal`. */
  uploads(): number
}

/** A request with this in a body is refused as a whole, as by a rule that no gateway of ours has. */
export const poison = '/poison'

const timeoutMs = 25_000
const lost: GatewayAnswer = { status: 'failed', reason: 'network' }

interface NetworkOptions extends Surroundings {
  hosts: readonly GatewayHost[]
  violated(what: string): void
}

export function createNetwork({ hosts, violated, ...surroundings }: NetworkOptions): Network {
  const { scheduler, trace, counts } = surroundings
  const waits = createWaits(scheduler.nowMs)
  const carry = createCarrier(surroundings, hosts)
  let fates: Fate[] = []
  let uploads = 0

  return {
    transport: (process, browser) => ({
      send(request) {
        const { promise, resolve } = Promise.withResolvers<GatewayAnswer>()
        let isOpen = true
        const hear = (answer: GatewayAnswer) => {
          if (isOpen && pathOf(request) === '/events') waits.answered(browser, answer)
          isOpen = false
          resolve(answer)
        }
        const arrive = (answer: GatewayAnswer) =>
          void scheduler.step({ process, name: 'answer', delayMs: 0, effect: () => hear(answer) })
        const leave = () => {
          if (waits.isToWait(browser)) violated(`${process.name} does not wait as Retry-After says`)
          const fate = fates.shift() ?? { do: 'pass' }
          if (pathOf(request) === '/events') uploads += 1
          trace.note(process.name, `${pathOf(request)} ${fateName(fate)}`)
          countFate(counts, fate)
          void carry(request, fate).then(arrive)
        }
        void scheduler.step({ process, name: 'send', delayMs: 1, effect: leave })
        scheduler.after(process, timeoutMs, () => hear({ status: 'failed', reason: 'timeout' }))
        return promise
      },
    }),
    script: next => {
      fates = [...next]
    },
    heal() {
      fates = []
      uploads = 0
    },
    uploads: () => uploads,
    forget: waits.forget,
    stored: waits.stored,
    unheard: waits.unheard,
  }
}

type Carry = (request: GatewayRequest, fate: Fate) => Promise<GatewayAnswer>

/** Brings requests to a gateway and answers back, as their fate says. */
function createCarrier(surroundings: Surroundings, hosts: readonly GatewayHost[]): Carry {
  const { scheduler, dice } = surroundings
  const wire = newProcess('network', scheduler)
  const wait = (delayMs: number) =>
    scheduler.step({ process: wire, name: 'carry', delayMs, effect: () => undefined })
  let lastAnswer = lost
  const reach = async (request: GatewayRequest, cutAfter?: number): Promise<GatewayAnswer> => {
    await wait(dice.between(2, 40))
    const where = poisonIn(request)
    if (where !== undefined) {
      surroundings.counts.add(`network.poison ${where}`)
      return refusal('BATCH_UNREADABLE')
    }
    const host = chosen(surroundings, hosts)
    const answer = await host.ask(request, cutAfter)
    if (pathOf(request) === '/events' && answer.status === 'answered' && answer.http === 200)
      lastAnswer = answer
    countAnswer(surroundings.counts, answer)
    surroundings.trace.note(host.name, `${pathOf(request)} ${textOf(answer)}`)
    await wait(dice.between(2, 40))
    return answer
  }
  return async (request, fate) => {
    switch (fate.do) {
      case 'pass':
        return await reach(request)
      case 'lose_request':
        await wait(dice.between(2, 5000))
        return lost
      case 'cut_request':
        await reach(request, dice.below(request.body?.length ?? 1))
        return lost
      case 'delay_request':
        await wait(dice.between(1000, 90_000))
        return await reach(request)
      case 'double_request':
        void wait(dice.between(0, 90_000)).then(() => reach(request))
        return await reach(request)
      case 'lose_answer':
        await reach(request)
        return lost
      case 'delay_answer': {
        const answer = await reach(request)
        await wait(dice.between(1000, 60_000))
        return answer
      }
      case 'repeat_answer':
        return lastAnswer
      case 'answer':
        if (fate.after) await reach(request)
        return strangeAnswers[fate.name] as GatewayAnswer
    }
  }
}

/** A load balancer does not mind which of them takes a request. */
function chosen({ dice, counts }: Surroundings, hosts: readonly GatewayHost[]): GatewayHost {
  const first = dice.pick(hosts)
  const host = first.isUp() ? first : (hosts.find(one => one.isUp()) ?? first)
  if (host !== first) counts.add('network.other_gateway')
  return host
}

function countFate(counts: Counts, fate: Fate): void {
  if (fate.do !== 'answer') {
    counts.add(`network.${fate.do}`)
    return
  }
  const [, code, retryAfter] = /^([A-Z_]+) (.*)$/.exec(fate.name) ?? []
  counts.add(`network.${code ?? fate.name}`)
  if (retryAfter !== undefined) counts.add(`network.Retry-After: ${retryAfter}`)
  if (fate.after) counts.add('network.other answer after the work')
}

function countAnswer(counts: Counts, answer: GatewayAnswer): void {
  if (answer.status === 'failed') counts.add('gateway answers.none')
  else
    counts.add(
      `gateway answers.${answer.http} ${/"code":"([A-Z_]+)","message"/.exec(answer.body)?.[1] ?? ''}`.trim(),
    )
}

function fateName(fate: Fate): string {
  return fate.do === 'answer' ? `${fate.name}${fate.after ? ' after the work' : ''}` : fate.do
}

function pathOf({ url }: GatewayRequest): string {
  return url.slice(url.lastIndexOf('/'))
}

function textOf(answer: GatewayAnswer): string {
  return answer.status === 'failed' ? answer.reason : `${answer.http} ${answer.body.slice(0, 100)}`
}

/** Where in the batch the poison is; undefined where there is none. */
function poisonIn(request: GatewayRequest): string | undefined {
  const text = pathOf(request) === '/events' ? bodyText(request) : ''
  if (!text.includes(poison)) return undefined
  const bad = (JSON.parse(text) as { path?: string }[]).map(({ path }) => path?.includes(poison) === true)
  if (bad.length === 1) return 'alone'
  if (bad.every(Boolean)) return 'everywhere'
  if (bad[0]) return 'first'
  return bad.at(-1) ? 'last' : 'in the middle'
}

/** What a request says. */
export function bodyText({ body, headers }: GatewayRequest): string {
  if (body === undefined) return ''
  return (headers['Content-Encoding'] === 'gzip' ? gunzipSync(body) : Buffer.from(body)).toString()
}
