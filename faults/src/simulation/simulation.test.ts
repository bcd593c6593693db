import {
  createRig,
  networkError,
  portal,
  queued,
  type Rig,
  refusal,
  type Scripted,
  seededRandom,
  type TestFrame,
  testPolicy,
  typed,
} from '@weaklayer/extension/testing'
import { createGapProof, type StoredEvent } from '@weaklayer/wire'
import { expect, test } from 'vitest'

const faults: Scripted[] = [
  'work',
  'work',
  networkError,
  { after: networkError },
  { after: { status: 'failed', reason: 'timeout' } },
  portal,
  refusal('TOKEN_EXPIRED'),
  refusal('OVERLOADED', { retryAfter: '7' }),
  refusal('INTERNAL'),
  { after: portal },
]

interface Simulation {
  rig: Rig
  pick(most: number): number
  /** Every page that was opened, by its path. */
  pages: Map<string, TestFrame>
  /** Those that still live: they keep what is not acknowledged. */
  living: TestFrame[]
}

const seeds = Array.from({ length: 60 }, (_, index) => index + 1)

test.each(seeds)(
  'whatever fails and whenever the worker dies, nothing is lost or doubled: seed %i',
  async seed => {
    const random = seededRandom(seed)
    const pick = (most: number) => Math.floor(random.fraction() * most)
    const simulation: Simulation = { rig: await createRig({ seed }), pick, pages: new Map(), living: [] }
    const { rig } = simulation
    for (let round = 0; round < 12; round++) await playRound(simulation, `/round-${round}`)
    rig.gateway.script['/events'] = []
    rig.gateway.script['/install'] = []
    await passes(rig, 3_600_000)
    await rig.flush()
    expect(await queued(rig.journal)).toEqual([])
    expect(await proven(rig)).toMatchObject([{ complete: true, conflicts: [] }])
    const ids = idsByPath(rig)
    for (const [path, frame] of simulation.pages) {
      const stored = ids.get(path)?.size ?? 0
      const promised = frame.acked.includes(3) || simulation.living.includes(frame)
      expect({ path, stored }).toEqual({ path, stored: promised ? 1 : Math.min(stored, 1) })
    }
  },
)

async function playRound(simulation: Simulation, path: string): Promise<void> {
  const { rig, pick, pages } = simulation
  rig.gateway.script['/events'] = Array.from({ length: pick(4) }, () => faults[pick(faults.length)] ?? 'work')
  rig.gateway.script['/install'] = pick(4) === 0 ? [networkError] : []
  rig.journal.dieAfter(pick(12))
  const frame = rig.openFrame({ tabId: pick(3) + 1 })
  const href = `https://a.example${path}`
  frame.report({ kind: 'Window' }, { kind: 'WindowLocation', href }, typed(`text of ${path}`))
  pages.set(path, frame)
  simulation.living.push(frame)
  await passes(rig, pick(20_000))
  const died = pick(5) === 0 ? 'browser' : 'worker'
  await rig.restart(died)
  // Pages die with their browser.
  if (died === 'browser') simulation.living = []
  for (const one of simulation.living) one.resendAll()
  await passes(rig, pick(20_000))
}

/** Time passes, and what it started is done: the alarm waits for a delivery that runs. */
async function passes(rig: Rig, byMs: number): Promise<void> {
  await rig.clock.advance(byMs)
  await rig.sensor.alarm('delivery')
}

function idsByPath(rig: Rig): Map<string, Set<string>> {
  const ids = new Map<string, Set<string>>()
  for (const { event } of rig.gateway.stored) {
    if (event.type !== 'WindowLocation') continue
    const path = String(event.path)
    ids.set(path, (ids.get(path) ?? new Set()).add(`${event.epoch}/${event.seq}`))
  }
  return ids
}

/** What the gap proof says of what was stored; and the sensor's own count agrees with it. */
async function proven(rig: Rig) {
  const proof = createGapProof()
  const ids = new Set<string>()
  for (const { sensor, event } of rig.gateway.stored) {
    proof.add({ ...event, sensor, group: testPolicy.installKey.group, received: 1 } as StoredEvent)
    ids.add(`${event.epoch}/${event.seq}`)
  }
  expect((await rig.view()).delivery.deliveredTotal).toBe(ids.size)
  return proof.report()
}
