import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createGapProof } from './gap-proof.ts'
import { dropped, epochName, event, group, proofOf, sensor, status } from './proof-events-for-tests.ts'
import type { SensorReport } from './sensor-report.ts'
import { countRanges, inRanges, type SeqRange } from './seq-ranges.ts'
import type { StoredEvent } from './stored-event.ts'

function only(events: readonly StoredEvent[]): SensorReport {
  const [report, ...others] = proofOf(events)
  expect(others).toEqual([])
  return report as SensorReport
}

test('one epoch without holes is complete, with an open tail', () => {
  expect(only([status(0), event(0, 2), event(0, 3)])).toMatchObject({
    sensor,
    group,
    stored: 3,
    complete: true,
    epochs: [{ previous: null, stored: 3, lastSeq: 3, missing: [], openTail: true, lastReceived: 1_000_008 }],
  })
})

test('a hole is shown until the event arrives', () => {
  const events = [status(0), event(0, 2), event(0, 5)]
  expect(only(events)).toMatchObject({ complete: false, epochs: [{ missing: [[3, 4]] }] })
  expect(only([...events, event(0, 4), event(0, 3)])).toMatchObject({ complete: true })
})

test('a later epoch knows the tail of the one before', () => {
  const tail = { epoch: epochName(0), lastSeq: 9 }
  expect(only([status(1, tail), status(0), event(0, 2)])).toMatchObject({
    complete: false,
    epochs: [
      { epoch: epochName(0), lastSeq: 9, missing: [[3, 9]], openTail: false },
      { epoch: epochName(1), previous: epochName(0), missing: [], openTail: true },
    ],
  })
})

test('an epoch of which nothing arrived is missing as a whole', () => {
  const report = only([status(0), status(2, { epoch: epochName(1), lastSeq: 4 })])
  expect(report).toMatchObject({ complete: false, missingEpochs: [epochName(1)] })
  expect(report.epochs.map(epoch => [epoch.epoch, epoch.stored, epoch.missing])).toEqual([
    [epochName(0), 1, []],
    [epochName(1), 0, [[1, 4]]],
    [epochName(2), 1, []],
  ])
})

test('a declared drop explains its seqs, in its own epoch and in another', () => {
  const own = dropped(0, 6, { count: 2, ranges: [[2, 3]] })
  expect(only([status(0), own, event(0, 4), event(0, 5)])).toMatchObject({
    complete: true,
    droppedUnnumbered: {},
    epochs: [{ declared: [[2, 3]], missing: [] }],
  })
  const other = dropped(1, 2, { count: 3, ofEpoch: epochName(0), ranges: [[2, 4]] })
  expect(only([status(0), other, status(1, { epoch: epochName(0), lastSeq: 4 })])).toMatchObject({
    complete: true,
    epochs: [{ declared: [[2, 4]], missing: [] }, { missing: [] }],
  })
})

test('drops without seq are counted by reason, a doubled report once', () => {
  const flood = dropped(0, 2, { reason: 'flood', count: 17 })
  const mixed = dropped(0, 3, { reason: 'quota', count: 5, ranges: [[4, 5]] })
  const report = only([status(0), flood, { ...flood, received: 99 }, mixed])
  expect(report).toMatchObject({ doubled: 1, droppedUnnumbered: { flood: 17, quota: 3 }, complete: true })
})

test('a range that runs backwards explains nothing', () => {
  const report = only([status(0), event(0, 9), dropped(0, 10, { count: 7, ranges: [[8, 2]] })])
  expect(report.epochs[0]).toMatchObject({ declared: [], missing: [[2, 8]] })
})

test('a refused event in the dead letter is no hole', () => {
  const proof = createGapProof()
  proof.add(status(0))
  proof.add(event(0, 3))
  proof.addDeadLetter({ sensor, group, received: 7_000_000, event: { epoch: epochName(0), seq: 2 } })
  proof.addDeadLetter({ sensor, group, received: 7_000_000, event: {} })
  expect(proof.report()).toMatchObject([
    { complete: true, epochs: [{ deadLettered: [[2, 2]], missing: [], lastReceived: 7_000_000 }] },
  ])
})

test('a lost store explains the holes of the epoch that it names, in the life before', () => {
  const before = [status(0), event(0, 2), event(0, 5)]
  const nextLife = '00000000-0000-8000-8000-000000000002'
  const lost = dropped(7, 2, { reason: 'store_lost', ofEpoch: epochName(0), atMost: 9, sensor: nextLife })
  const reports = proofOf([{ ...status(7), sensor: nextLife }, lost, ...before])
  expect(reports[0]).toMatchObject({
    sensor: nextLife,
    complete: true,
    missingEpochs: [],
    lostStores: [{ ofEpoch: epochName(0), atMost: 9 }],
    epochs: [{ epoch: epochName(7), previous: null }],
  })
  expect(reports[1]).toMatchObject({
    complete: true,
    epochs: [{ lost: [[3, 4]], missing: [], openTail: false }],
  })
})

test('another group cannot declare the store of this one lost', () => {
  const foreign = {
    group: '00000000-0000-4000-8000-000000000009',
    sensor: '00000000-0000-8000-8000-000000000003',
  }
  const lost = dropped(7, 2, { reason: 'store_lost', ofEpoch: epochName(0), atMost: 9, ...foreign })
  const reports = proofOf([lost, status(0), event(0, 5)])
  expect(reports.find(report => report.sensor === sensor)).toMatchObject({ complete: false })
})

test('two epochs that follow the same one are a cloned profile', () => {
  const tail = { epoch: epochName(0), lastSeq: 1 }
  expect(only([status(0), status(1, tail), status(2, tail)])).toMatchObject({
    complete: false,
    clonedFrom: [epochName(0)],
  })
})

test('an epoch that went on after another followed it is a cloned profile', () => {
  const events = [status(0), event(0, 2), status(1, { epoch: epochName(0), lastSeq: 1 })]
  expect(only(events)).toMatchObject({ complete: false, clonedFrom: [epochName(0)] })
})

test('the same id with other content is a conflict', () => {
  const report = only([status(0), event(0, 2), event(0, 2, { tab: 9 })])
  expect(report).toMatchObject({ complete: false, stored: 3, conflicts: [`${epochName(0)}/2`] })
})

test('epochs come in the order of their chain, whatever the clock said', () => {
  const events = [
    { ...status(2), time: 30 },
    { ...status(0, { epoch: epochName(2), lastSeq: 1 }), time: 10 },
    { ...status(1, { epoch: epochName(0), lastSeq: 1 }), time: 20 },
  ]
  expect(only(events).epochs.map(epoch => epoch.epoch)).toEqual([epochName(2), epochName(0), epochName(1)])
})

test('a predecessor under another sensor id says nothing about this one', () => {
  const other = '00000000-0000-8000-8000-000000000003'
  const report = only([status(1, { epoch: epochName(0), lastSeq: 9, sensor: other })])
  expect(report).toMatchObject({ complete: true, missingEpochs: [], epochs: [{ previous: epochName(0) }] })
})

test('events without epoch are stored and prove nothing', () => {
  const { epoch: _, seq: __, ...install } = event(0, 1, { type: 'Install' })
  expect(only([install])).toMatchObject({ stored: 1, epochs: [], complete: true })
})

test('a Status or Dropped that does not match its schema counts as any other event', () => {
  const events = [
    status(0),
    event(0, 2, { type: 'Dropped', ranges: 'all' }),
    event(0, 3, { type: 'Status', previous: 7 }),
  ]
  expect(only(events)).toMatchObject({ stored: 3, complete: true })
})

type Fate = 'stored' | 'doubled' | 'missing' | 'declared' | 'dead'

/** Lengths and fates of some epochs; the first event of each (its Status) is always stored. */
const fates = fc.array(
  fc.array(fc.constantFrom<Fate>('stored', 'stored', 'doubled', 'missing', 'declared', 'dead'), {
    maxLength: 12,
  }),
  { minLength: 1, maxLength: 5 },
)

const seqsWith = (epoch: Fate[], fate: Fate) =>
  epoch.flatMap((one, index) => (one === fate ? [index + 2] : []))
const asRanges = (seqs: number[]): SeqRange[] => seqs.map(seq => [seq, seq])

/** What arrives of such epochs, and a last epoch that declares the drops. */
function arrivals(epochs: Fate[][]): StoredEvent[] {
  const statuses = [...epochs, []].map((_, index) =>
    index === 0
      ? status(0)
      : status(index, { epoch: epochName(index - 1), lastSeq: (epochs[index - 1]?.length ?? 0) + 1 }),
  )
  const events = epochs.flatMap((epoch, index) => [
    ...seqsWith(epoch, 'stored').map(seq => event(index, seq)),
    ...seqsWith(epoch, 'doubled').flatMap(seq => [event(index, seq), event(index, seq, { received: 77 })]),
  ])
  const drops = epochs.map((epoch, index) => {
    const seqs = seqsWith(epoch, 'declared')
    return dropped(epochs.length, index + 2, {
      count: seqs.length,
      ofEpoch: epochName(index),
      ranges: asRanges(seqs),
    })
  })
  return [...statuses, ...events, ...drops]
}

test('missing is recorded without stored, declared and dead letter, in any order of arrival', () => {
  const property = fc.property(fates, fc.infiniteStream(fc.nat()), (epochs, random) => {
    const shuffled = arrivals(epochs)
      .map(one => ({ one, key: random.next().value as number }))
      .sort((left, right) => left.key - right.key)
      .map(({ one }) => one)
    const proof = createGapProof()
    for (const one of shuffled) proof.add(one)
    for (const [index, epoch] of epochs.entries())
      for (const seq of seqsWith(epoch, 'dead'))
        proof.addDeadLetter({ sensor, group, received: 1, event: { epoch: epochName(index), seq } })
    const [report] = proof.report()

    expect(report?.epochs.map(epoch => epoch.epoch)).toEqual(
      [...epochs, []].map((_, index) => epochName(index)),
    )
    for (const [index, epoch] of epochs.entries()) {
      const found = report?.epochs[index]
      const missing = seqsWith(epoch, 'missing')
      expect(countRanges(found?.missing ?? [])).toBe(missing.length)
      expect(missing.every(seq => inRanges(found?.missing ?? [], seq))).toBe(true)
      expect(found).toMatchObject({ lastSeq: epoch.length + 1, openTail: false })
    }
    const all = epochs.flat()
    expect(report?.doubled).toBe(all.filter(fate => fate === 'doubled').length)
    expect(report?.complete).toBe(!all.includes('missing'))
    expect(report?.droppedUnnumbered).toEqual({})
  })
  fc.assert(property, { numRuns: 300 })
})

test('the report of events with conflicts and clones does not depend on their order', () => {
  const anyStatus = fc
    .tuple(fc.nat(3), fc.option(fc.record({ epoch: fc.nat(3).map(epochName), lastSeq: fc.nat(6) })))
    .map(([epoch, previous]) => status(epoch, previous ?? undefined))
  const anyWindow = fc
    .tuple(fc.nat(3), fc.integer({ min: 1, max: 6 }), fc.nat(1))
    .map(([epoch, seq, tab]) => event(epoch, seq, { tab }))
  const anyDrop = fc
    .tuple(fc.nat(3), fc.integer({ min: 1, max: 6 }), fc.constantFrom('quota', 'store_lost'))
    .map(([epoch, seq, reason]) => dropped(epoch, seq, { reason, count: seq, ofEpoch: epochName(3 - epoch) }))
  const some = fc.array(fc.oneof(anyStatus, anyWindow, anyDrop), { maxLength: 14 })
  const twoOrders = some.chain(events =>
    fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
  )
  fc.assert(
    fc.property(twoOrders, ([events, shuffled]) => {
      expect(proofOf(shuffled)).toEqual(proofOf(events))
    }),
    { numRuns: 300 },
  )
})
