import { Writable } from 'node:stream'
import type { Gateway, GatewayOptions } from '../server/start-gateway.ts'
import type { FromWorker, Refusal, ToWorker } from './messages.ts'

/** A gateway that runs as a worker. */
interface RunningWorker {
  gateway: Gateway
  /** Ends what goes on beside it. */
  release(): void
}

/** Signals that a terminal or a supervisor sends to all processes: who watches over the workers tells them what they mean. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs a gateway as one of several workers: starts it, answers the process that watches, and stops at its word. When that process
 * is gone, this one ends at once; nothing that was acknowledged is lost.
 */
export async function runWorker(start: (options: GatewayOptions) => Promise<RunningWorker>): Promise<void> {
  for (const signal of signals) process.on(signal, () => undefined)
  const post = openPost()
  const begun = await post.begin
  const stopped = Promise.withResolvers<void>()
  try {
    const running = await start({ worker: begun, stdout: post.stdout })
    const { url, redirectUrl } = running.gateway
    post.serve(running.gateway, stopped.resolve)
    await post.send({ kind: 'listens', urls: { url, redirectUrl } })
    await stopped.promise
    running.release()
    await running.gateway.close()
    process.disconnect()
  } catch (error) {
    await post.send({ kind: 'refused', refusal: refusalOf(error) })
    process.exit(1)
  }
}

function refusalOf(error: unknown): Refusal {
  if (!(error instanceof Error)) return { message: String(error) }
  const { message, code, todo, status } = error as Error & Refusal
  return { message, ...(code && { code }), ...(todo && { todo }), ...(status !== undefined && { status }) }
}

function openPost() {
  const begin = Promise.withResolvers<Extract<ToWorker, { kind: 'begin' }>['place']>()
  const writes = new Map<number, (error?: Error) => void>()
  let gateway: Gateway | undefined
  let onStop: () => void = () => undefined
  const send = (message: FromWorker) =>
    new Promise<void>(resolve => process.send?.(message, undefined, undefined, () => resolve()))
  const answer = async (message: ToWorker): Promise<void> => {
    if (message.kind === 'begin') return begin.resolve(message.place)
    if (message.kind === 'wrote') return writes.get(message.id)?.(errorOf(message.code))
    if (message.kind === 'stop') return onStop()
    if (message.kind === 'hurry') {
      gateway?.hurry()
      return onStop()
    }
    if (gateway?.door === undefined) return
    if (message.kind === 'measure')
      return await send({ kind: 'measured', id: message.id, metrics: await gateway.door.metrics() })
    const answered = await gateway.door.ask(message.request)
    await send({ kind: 'answered', id: message.id, answer: answered })
  }
  process.on('message', (message: ToWorker) => void answer(message))
  void send({ kind: 'hears' })
  let lastWrite = 0
  const stdout = new Writable({
    write(lines: Buffer, _encoding, done) {
      const id = ++lastWrite
      writes.set(id, error => {
        writes.delete(id)
        done(error)
      })
      void send({ kind: 'write', id, lines })
    },
  })
  return {
    begin: begin.promise,
    send,
    stdout,
    serve(running: Gateway, stop: () => void) {
      gateway = running
      onStop = stop
    },
  }
}

function errorOf(code: string | undefined): Error | undefined {
  return code === undefined ? undefined : Object.assign(new Error(code), { code })
}
