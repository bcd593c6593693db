import { expect, test } from 'vitest'
import { dropped, epochName, event, proofOf, sensor, status } from './proof-events-for-tests.ts'
import type { SensorReport } from './sensor-report.ts'
import type { StoredEvent } from './stored-event.ts'

const tail = (epoch: number, lastSeq: number) => ({ epoch: epochName(epoch), lastSeq })
const nextLife = '00000000-0000-8000-8000-000000000002'

function only(events: readonly StoredEvent[]): SensorReport {
  const reports = proofOf(events)
  expect(proofOf([...events].reverse())).toEqual(reports)
  expect(reports).toHaveLength(1)
  return reports[0] as SensorReport
}

const first = [status(0), event(0, 2), event(0, 3)]

test('two epochs that follow one are a clone, and both chains are proven each on its own', () => {
  const one = [status(1, tail(0, 3)), event(1, 2), event(1, 4)]
  const other = [status(2, tail(0, 2)), event(2, 2), status(3, tail(2, 3))]
  const report = only([...first, ...one, ...other])
  expect(report).toMatchObject({
    complete: false,
    conflicts: [],
    clones: [{ epoch: epochName(0), partedAfter: 2, followers: [epochName(1), epochName(2)] }],
  })
  expect(report.epochs.map(({ epoch, missing }) => [epoch, missing])).toEqual([
    [epochName(0), []],
    [epochName(1), [[3, 3]]],
    [epochName(2), [[3, 3]]],
    [epochName(3), []],
  ])
})

test('nothing counts as missing because a profile was copied', () => {
  const copies = [status(1, tail(0, 3)), status(2, tail(0, 2)), event(2, 2)]
  const report = only([...first, ...copies])
  expect(report.epochs.flatMap(({ missing }) => missing)).toEqual([])
  expect(report).toMatchObject({ complete: false, missingEpochs: [] })
})

test('two copies that go on in one epoch give one id two contents, and both are kept', () => {
  const copy = [event(0, 4, { tab: 2 }), event(0, 5, { tab: 2 }), status(2, tail(0, 5))]
  const report = only([...first, event(0, 4), status(1, tail(0, 4)), ...copy])
  expect(report).toMatchObject({
    complete: false,
    stored: 8,
    conflicts: [`${epochName(0)}/4`],
    clones: [{ epoch: epochName(0), partedAfter: 4, followers: [epochName(1), epochName(2)] }],
  })
  expect(report.epochs.flatMap(({ missing }) => missing)).toEqual([])
})

test('an epoch that went on after another followed it is a clone', () => {
  const report = only([...first, event(0, 4), status(1, tail(0, 3))])
  expect(report.clones).toEqual([{ epoch: epochName(0), partedAfter: 3, followers: [epochName(1)] }])
})

test('the same profile without a copy is no clone', () => {
  const report = only([...first, status(1, tail(0, 3)), status(2, tail(1, 1))])
  expect(report).toMatchObject({ complete: true, clones: [], clonedFrom: [] })
})

function afterLoss(atMost: number | undefined, more: readonly StoredEvent[]): SensorReport | undefined {
  const drop = { reason: 'store_lost', ofEpoch: epochName(1), ...(atMost && { atMost }), sensor: nextLife }
  const life = [{ ...status(7), sensor: nextLife }, dropped(7, 2, drop)]
  const events = [...life, ...first, status(1, tail(0, 6)), event(1, 2), event(1, 6), ...more]
  return proofOf(events).find(report => report.sensor !== nextLife)
}

test.each([
  ['all that is missing in its epoch', 9, [], [[], [[3, 5]]], [[[4, 6]], []]],
  ['the last ones of the epoch', 2, [], [[], [[4, 5]]], [[[4, 6]], [[3, 3]]]],
  ['everything where nobody knows how much', undefined, [], [[], [[3, 5]]], [[[4, 6]], []]],
  ['no more than what is missing', 4, [event(1, 3), event(1, 4)], [[], [[5, 5]]], [[[4, 6]], []]],
] as const)('a lost store explains %s', (...row) => {
  const [, atMost, more, lost, missing] = row
  const report = afterLoss(atMost, more)
  expect(report?.epochs.map(epoch => epoch.lost)).toEqual(lost)
  expect(report?.epochs.map(epoch => epoch.missing)).toEqual(missing)
  expect(report?.complete).toBe(missing.every(ranges => ranges.length === 0))
  expect(report?.epochs[1]).toMatchObject({ openTail: false, lostAtMost: atMost ?? null })
})

test('a store that was lost in another group is named with its sensor', () => {
  const otherGroup = '00000000-0000-4000-8000-0000000000bb'
  const life = { sensor: nextLife, group: otherGroup }
  const named = dropped(7, 2, { reason: 'store_lost', ofEpoch: epochName(0), atMost: 9, ...life })
  const reportsOf = (drop: StoredEvent) => proofOf([{ ...status(7), ...life }, drop, ...first, event(0, 6)])
  expect(reportsOf({ ...named, ofSensor: sensor })[1]).toMatchObject({ sensor, complete: true })
  expect(reportsOf(named)[1]).toMatchObject({ sensor, complete: false })
})

test('declared seqs are told by reason', () => {
  const quota = dropped(0, 8, { count: 2, ranges: [[4, 5]] })
  const poison = dropped(0, 9, { reason: 'poison', count: 1, ranges: [[7, 7]] })
  expect(only([...first, quota, poison, event(0, 6)]).epochs).toMatchObject([
    {
      declared: [
        [4, 5],
        [7, 7],
      ],
      declaredReasons: { poison: 1, quota: 2 },
      missing: [],
    },
  ])
})
