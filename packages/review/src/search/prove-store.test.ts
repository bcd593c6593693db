import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { generateEvents } from '../generate/generate-events.ts'
import { planGeneration } from '../generate/generation-plan.ts'
import { sampleEpoch, sampleEvent, sampleSensor, sampleStart } from '../sample-events.ts'
import { importEvents } from '../store/import-events.ts'
import { openStore } from '../store/open-store.ts'
import { type VerifyReport, verifyEvents } from '../verify-events.ts'
import { totalsOf } from '../verify-totals.ts'
import { runsOf } from './epoch-seqs.ts'
import { proveStore } from './prove-store.ts'
import { storeForTests } from './store-for-tests.ts'

vi.setConfig({ testTimeout: 120_000 })

const clean = [sampleStart(), ...Array.from({ length: 9 }, (_, index) => sampleEvent(2 + index))]

test('a store says of generated faults what the event files say', async () => {
  const base = await mkdtemp(join(tmpdir(), 'weaklayer-prove-'))
  try {
    const faults = { missing: 30, doubled: 30, conflict: 30, dropped: 30, moved: 30 }
    const planned = planGeneration({ events: 6000, sensors: 20, groups: 2, clones: 2, faults, seed: 5 })
    if (planned.status === 'impossible') throw new Error(planned.why)
    const events = join(base, 'events')
    generateEvents(events, planned.plan)
    await importEvents(events, join(base, 'store'))
    const store = await openStore(join(base, 'store'))
    const [files, stored] = [await verifyEvents(events), await proveStore(store)]
    await store.close()
    expect(withoutCopies(stored)).toEqual(withoutCopies(files))
    expect(totalsOf(files.sensors)).toMatchObject({ missing: expect.any(Number), clones: 2, conflicts: 30 })
  } finally {
    await rm(base, { recursive: true, force: true })
  }
})

/** A store keeps one of two copies: which seqs were moved, doubled or removed may differ, what is missing may not. */
function withoutCopies(report: VerifyReport) {
  const { moved: _, doubled, removed, ...totals } = totalsOf(report.sensors)
  return { totals, complete: report.sensors.map(({ sensor, complete }) => [sensor, complete]) }
}

test('a store without gaps is complete', async () => {
  await using made = await storeForTests(clean)
  expect(await proveStore(made.store)).toMatchObject({
    complete: true,
    events: 10,
    sensors: [{ sensor: sampleSensor, stored: 10, epochs: [{ stored: 10, lastSeq: 10, missing: [] }] }],
  })
})

test('a hole is missing, unless it is in the dead letter', async () => {
  const holes = clean.filter(({ seq }) => seq !== 4 && seq !== 7)
  const { sensor, group, received } = clean[0] as { sensor: string; group: string; received: number }
  const letter = { sensor, group, received, code: 'EVENT_INVALID', message: 'x', event: sampleEvent(7) }
  await using made = await storeForTests(holes, [letter])
  expect(await proveStore(made.store)).toMatchObject({
    complete: false,
    deadLetters: 1,
    sensors: [{ epochs: [{ missing: [[4, 4]], deadLettered: [[7, 7]] }] }],
  })
})

test('two contents of one id are a conflict', async () => {
  await using made = await storeForTests([...clean, { ...clean[3], path: '/other' }])
  expect(await proveStore(made.store)).toMatchObject({
    complete: false,
    events: 11,
    sensors: [{ stored: 11, conflicts: [`${sampleEpoch}/4`] }],
  })
})

test('one sensor can be proven alone', async () => {
  const other = '3f2a9c1b-0000-8000-8000-000000000002'
  await using made = await storeForTests([...clean, { ...sampleEvent(3), sensor: other }])
  expect((await proveStore(made.store)).sensors).toHaveLength(2)
  expect((await proveStore(made.store, { sensor: other })).sensors).toMatchObject([
    { sensor: other, stored: 1 },
  ])
})

test('runs of numbers and those that are there several times', () => {
  expect(runsOf([])).toEqual({ ranges: [], shared: [] })
  expect(runsOf([1, 2, 2, 2, 3, 7, 9, 9])).toEqual({
    ranges: [
      [1, 3],
      [7, 7],
      [9, 9],
    ],
    shared: [2, 9],
  })
})
