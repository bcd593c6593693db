import { expect, test } from 'vitest'
import { createGapProof } from './gap-proof.ts'
import { dropped, epochName, event, group, proofOf, sensor, status } from './proof-events-for-tests.ts'
import { createReader } from './reader.ts'
import type { SensorReport } from './sensor-report.ts'
import type { StoredEvent } from './stored-event.ts'

const renamed = '00000000-0000-8000-8000-0000000000bb'
const otherGroup = '00000000-0000-4000-8000-0000000000bb'
const tail = (epoch: number, lastSeq: number) => ({ epoch: epochName(epoch), lastSeq })

/** An event of epoch 0 that was moved to epoch 1; it says what it said. */
function moved(oldSeq: number, newSeq: number, more: Record<string, unknown> = {}): StoredEvent {
  const was = { epoch: epochName(0), seq: oldSeq }
  return event(1, newSeq, { time: event(0, oldSeq).time, was, ...more })
}

/** The same under another sensor id, in another group. */
const inOtherGroup = (one: StoredEvent): StoredEvent => ({
  ...one,
  sensor: renamed,
  group: otherGroup,
  ...(one.was && { was: { sensor, ...one.was } }),
})

function both(events: readonly StoredEvent[]): SensorReport[] {
  const reports = proofOf(events)
  expect(proofOf([...events].reverse())).toEqual(reports)
  return reports
}

const start = [status(0), event(0, 2), event(0, 3), status(1, tail(0, 5))]

test('events that were moved explain the seqs that they left', () => {
  expect(both([...start, moved(4, 2), moved(5, 3)])).toMatchObject([
    {
      complete: true,
      stored: 6,
      doubled: 0,
      epochs: [
        { missing: [], moved: [{ sensor, epoch: epochName(1), ranges: [[4, 5]] }], openTail: false },
        { stored: 3, missing: [], moved: [] },
      ],
    },
  ])
})

test('an event that is stored under both of its ids is one event', () => {
  const events = [...start, event(0, 4), moved(4, 2), moved(5, 3)]
  expect(both(events)).toMatchObject([{ complete: true, stored: 6, doubled: 1, conflicts: [], clones: [] }])
  for (const order of [events, [...events].reverse()]) {
    const reader = createReader()
    expect(order.map(one => reader.read(one)).filter(reading => reading === 'double')).toHaveLength(1)
  }
})

test('an event that was moved and did not arrive is missing once, under its new id', () => {
  const twoLost = [...start, event(1, 5), status(2, tail(1, 5))]
  const reports = both([...twoLost, moved(4, 2)])
  expect(reports[0]?.epochs.map(({ missing }) => missing)).toEqual([[], [[3, 4]], []])
  expect(reports).toMatchObject([{ complete: false }])
})

test('more holes than there is room for in the new epoch are missing in the old one', () => {
  const reports = both([status(0), status(1, tail(0, 5)), moved(5, 3), status(2, tail(1, 3))])
  expect(reports[0]?.epochs.map(({ missing }) => missing)).toEqual([[[2, 4]], [[2, 2]], []])
})

test('what comes behind the last one that was moved may wait while the new epoch is open', () => {
  const events = [...start, moved(4, 2)]
  expect(both(events)).toMatchObject([
    { complete: true, epochs: [{ moved: [{ ranges: [[4, 4]] }], waiting: [[5, 5]], missing: [] }, {}] },
  ])
  for (const more of [status(2, tail(1, 2)), event(1, 3)])
    expect(both([...events, more])).toMatchObject([
      {
        complete: false,
        epochs: expect.arrayContaining([expect.objectContaining({ waiting: [], missing: [[5, 5]] })]),
      },
    ])
})

test('a queue that moves to another sensor id explains the epoch of the old one', () => {
  const first = status(1, { ...tail(0, 5), sensor })
  const queue = [first, moved(4, 2), moved(5, 3)].map(inOtherGroup)
  const reports = both([...start.slice(0, 3), event(0, 4), ...queue])
  expect(reports).toMatchObject([
    { sensor: renamed, complete: true, stored: 2, doubled: 1, epochs: [{ previous: epochName(0) }] },
    {
      sensor,
      complete: true,
      stored: 4,
      doubled: 0,
      epochs: [{ lastSeq: 5, openTail: false, moved: [{ sensor: renamed, ranges: [[5, 5]] }] }],
    },
  ])
})

test('nothing is said of a sensor of which nothing is stored, whatever others tell of it', () => {
  const queue = [status(1, { ...tail(0, 5), sensor }), moved(5, 2)].map(inOtherGroup)
  const elsewhere = dropped(1, 3, { count: 1, ranges: [[2, 2]], ofEpoch: epochName(0), ofSensor: sensor })
  expect(both([...queue, inOtherGroup(elsewhere)])).toMatchObject([
    { sensor: renamed, complete: true, missingEpochs: [], droppedUnnumbered: {} },
  ])
})

test('what was moved twice is explained in both epochs that it left', () => {
  const was = { epoch: epochName(1), seq: 2, before: [{ epoch: epochName(0), seq: 5 }] }
  const twice = event(2, 2, { time: event(0, 5).time, was })
  const chain = [...start, event(0, 4), status(2, tail(1, 2))]
  expect(both([...chain, twice])).toMatchObject([{ complete: true, stored: 7, doubled: 0 }])
  expect(both([...chain, twice, moved(5, 2)])).toMatchObject([{ complete: true, stored: 7, doubled: 1 }])
  expect(both([...chain, twice, moved(5, 2), event(0, 5)])).toMatchObject([
    { complete: true, stored: 7, doubled: 2, conflicts: [] },
  ])
})

test('an event that was moved and then given up or refused is explained under its old id too', () => {
  const formerly = [{ epoch: epochName(0), ranges: [[4, 4]] }]
  const events = [...start, dropped(1, 4, { count: 1, ranges: [[2, 2]], formerly })]
  const proof = createGapProof()
  for (const one of events) proof.add(one)
  const letter = { epoch: epochName(1), seq: 3, was: { epoch: epochName(0), seq: 5 } }
  proof.addDeadLetter({ sensor, group, received: 9, event: letter })
  expect(proof.report()).toMatchObject([
    {
      complete: true,
      epochs: [{ declared: [[4, 4]], moved: [{ ranges: [[5, 5]] }] }, { declared: [[2, 2]] }],
    },
  ])
})

test('a report of drops that was moved counts once', () => {
  const flood = dropped(0, 4, { reason: 'flood', count: 7 })
  const movedFlood = moved(4, 2, { type: 'Dropped', reason: 'flood', count: 7 })
  for (const events of [[flood], [movedFlood], [flood, movedFlood]])
    expect(both([...start, event(0, 5), ...events])).toMatchObject([
      { complete: true, droppedUnnumbered: { flood: 7 } },
    ])
})

test('an id that another copy of the profile has taken shows the clone, and both contents count', () => {
  const events = [...start, event(0, 4, { tab: 9 }), event(0, 5, { tab: 9 }), moved(4, 2), moved(5, 3)]
  expect(both(events)).toMatchObject([
    {
      complete: false,
      stored: 8,
      doubled: 0,
      conflicts: [],
      clones: [{ epoch: epochName(0), partedAfter: 3, followers: [epochName(1)] }],
      epochs: [{ missing: [] }, { missing: [] }],
    },
  ])
})

test('two copies that move the same queue deliver the same events', () => {
  const copy = event(2, 2, { time: event(0, 4).time, was: { epoch: epochName(0), seq: 4 } })
  const reports = both([...start, moved(4, 2), moved(5, 3), status(2, tail(0, 5)), copy])
  expect(reports).toMatchObject([{ stored: 7, doubled: 1, clonedFrom: [epochName(0)] }])
  expect(reports[0]?.epochs.every(({ missing }) => missing.length === 0)).toBe(true)
})

test('holes that are not next to what was moved count in both epochs', () => {
  const native = [event(1, 3), event(1, 5), status(2, tail(1, 5))]
  const reports = both([status(0), event(0, 3), status(1, tail(0, 5)), event(0, 5), moved(4, 2), ...native])
  expect(reports[0]?.epochs.map(({ missing }) => missing)).toEqual([[[2, 2]], [[4, 4]], []])
})
