import type { SensorEvent } from '@weaklayer/wire'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { networkError, portal, refusal, type Scripted } from '../delivery/gateway-for-tests.ts'
import type { FrameReport } from '../protocol.ts'
import { createRig, type Rig, type TestFrame, testPolicy, typed } from './rig-for-tests.ts'
import { drained } from './stored-for-tests.ts'

const hosts = Array.from({ length: 24 }, (_, index) => `site-${index}.example`)
const answers: Scripted[] = [
  'work',
  networkError,
  { after: networkError },
  portal,
  refusal('OVERLOADED', { retryAfter: '9' }),
]

type Action =
  | { do: 'open'; host: number; tab: number }
  | { do: 'browse'; from: number; pages: number }
  | { do: 'report'; frame: number; addresses: number; texts: number; poison: boolean }
  | { do: 'skip'; frame: number; count: number }
  | { do: 'pass'; ms: number }
  | { do: 'die'; after: number; with: 'worker' | 'browser' }
  | { do: 'answers'; which: number[] }
  | { do: 'bounds'; maxEvents: number }

const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ do: fc.constant('open' as const), host: fc.nat(23), tab: fc.nat(2) }),
  fc.record({ do: fc.constant('browse' as const), from: fc.nat(23), pages: fc.integer({ min: 5, max: 15 }) }),
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('report' as const),
      frame: fc.nat(20),
      addresses: fc.nat(150),
      texts: fc.nat(3),
      poison: fc.boolean(),
    }),
  },
  fc.record({ do: fc.constant('skip' as const), frame: fc.nat(20), count: fc.integer({ min: 1, max: 30 }) }),
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.nat(30_000) }) },
  fc.record({
    do: fc.constant('die' as const),
    after: fc.nat(6),
    with: fc.constantFrom('worker' as const, 'worker' as const, 'browser' as const),
  }),
  fc.record({ do: fc.constant('answers' as const), which: fc.array(fc.nat(4), { maxLength: 60 }) }),
  fc.record({ do: fc.constant('bounds' as const), maxEvents: fc.integer({ min: 1000, max: 2000 }) }),
)

interface Place {
  frame: TestFrame
  url: string
}

interface World {
  rig: Rig
  frames: Place[]
  emitted: Record<string, number>
  browserDied: boolean
}

function emit({ emitted }: World, frame: TestFrame, reports: FrameReport[]): void {
  for (const { kind } of reports) emitted[kind] = (emitted[kind] ?? 0) + 1
  frame.report(...reports)
}

const bounded = (maxEvents: number) => ({ ...testPolicy, buffer: { maxBytes: 1_048_576, maxEvents } })

async function perform(world: World, step: Action): Promise<unknown> {
  const { rig, frames } = world
  switch (step.do) {
    case 'open':
      return open(world, step)
    case 'browse':
      for (let page = 0; page < step.pages; page++) {
        const place = open(world, { host: (step.from + page) % hosts.length, tab: 10 + page })
        emit(world, place.frame, reportsOf(place.url, { addresses: 90, texts: 1, poison: page === 7 }))
      }
      return
    case 'report': {
      const place = frames[step.frame % Math.max(1, frames.length)]
      return place && emit(world, place.frame, reportsOf(place.url, step))
    }
    case 'skip': {
      const place = frames[step.frame % Math.max(1, frames.length)]
      if (place === undefined) return
      place.frame.skip(step.count)
      world.emitted.unknown = (world.emitted.unknown ?? 0) + step.count
      return emit(world, place.frame, [{ kind: 'WindowLocation', href: place.url }])
    }
    case 'pass':
      await rig.clock.advance(step.ms)
      return await rig.sensor.alarm('delivery')
    case 'die':
      return await die(world, step)
    case 'answers':
      rig.gateway.script['/events'] = step.which.map(index => answers[index] ?? 'work')
      return
    case 'bounds':
      rig.managed = bounded(step.maxEvents)
      return await rig.sensor.managedChanged()
  }
}

function open(world: World, { host, tab }: { host: number; tab: number }): Place {
  const url = `https://${hosts[host]}/`
  const place = { frame: world.rig.openFrame({ url, tabId: tab + 1 }), url }
  world.frames.push(place)
  emit(world, place.frame, [{ kind: 'Window' }])
  return place
}

function reportsOf(url: string, step: { addresses: number; texts: number; poison: boolean }): FrameReport[] {
  const address = (index: number): FrameReport => ({ kind: 'WindowLocation', href: `${url}page/${index}` })
  const texts = Array.from({ length: step.texts }, (_, index) => typed(`some text ${index}`))
  const bad: FrameReport[] = step.poison ? [{ kind: 'WindowLocation', href: `${url}poison` }] : []
  return [...Array.from({ length: step.addresses }, (_, index) => address(index)), ...texts, ...bad]
}

/** The worker dies some commits later and starts anew; pages die with their browser, others send again. */
async function die(world: World, step: Extract<Action, { do: 'die' }>): Promise<void> {
  const { rig, frames } = world
  rig.journal.dieAfter(step.after)
  await rig.clock.advance(300)
  await rig.restart(step.with)
  if (step.with === 'browser') {
    world.browserDied = true
    frames.length = 0
  }
  for (const { frame } of frames) frame.resendAll()
}

/** Until every message of every living frame is judged. */
async function settle({ rig }: World): Promise<void> {
  rig.gateway.script['/events'] = []
  await rig.sensor.answerPage({ ask: 'flush' })
}

/** Everything that frames said, by type, is stored or counted. */
async function expectExact({ rig, emitted }: World, stored: readonly { type: string }[]): Promise<void> {
  const found: Record<string, number> = {}
  const add = (type: string, count: number) => {
    found[type] = (found[type] ?? 0) + count
  }
  for (const { type } of stored) add(type, 1)
  for (const byType of Object.values((await rig.view()).dropped)) {
    for (const [type, count] of Object.entries(byType)) add(type, count)
  }
  for (const type of ['Window', 'WindowLocation', 'TextInput', 'unknown']) {
    expect({ type, count: found[type] ?? 0 }).toEqual({ type, count: emitted[type] ?? 0 })
  }
}

test('recorded is delivered or declared, and every message is recorded or counted by its type', async () => {
  const done = { runs: 0, exact: 0, reasons: new Set<string>() }
  const run = async (actions: Action[]) => {
    const rig = await createRig({ managed: bounded(1000) })
    rig.gateway.poisons = (event: SensorEvent) => event.path === '/poison'
    const world: World = { rig, frames: [], emitted: {}, browserDied: false }
    for (const step of actions) await perform(world, step)
    await settle(world)
    const { events } = await drained(rig)
    for (const reason of Object.keys((await rig.view()).dropped)) done.reasons.add(reason)
    done.runs += 1
    if (world.browserDied) return
    done.exact += 1
    await expectExact(world, events)
  }
  const actions = fc.array(action, { minLength: 5, maxLength: 30 })
  await fc.assert(fc.asyncProperty(actions, run), { numRuns: 40, seed: 7 })
  // What it is about did happen.
  expect(done.runs).toBeGreaterThanOrEqual(40)
  expect(done.exact).toBeGreaterThan(10)
  expect([...done.reasons].sort()).toEqual(['flood', 'frame_gap', 'poison', 'quota'])
}, 120_000)
