import { expect, test } from 'vitest'
import { announced, lostEpochs, type MarkedEpoch, markFor, readMark, seqsAhead } from './high-water.ts'
import { newState, type StateRecord } from './records.ts'

const ids = { a: 'a'.repeat(16), b: 'b'.repeat(16), c: 'c'.repeat(16) }

function stateWith(epochs: string[], nextSeq = 1): StateRecord {
  const records = epochs.map((epoch, index) => ({ index, epoch, lastSeq: 7, sensor: 's' }))
  return { ...newState(), epochs: records, nextSeq }
}

const mark = (...epochs: MarkedEpoch[]) => ({ epochs })
const begun = (epoch: string): MarkedEpoch => ({ epoch, atMost: 9 })
const planned = (epoch: string): MarkedEpoch => ({ epoch, atMost: 9, announced: true })

const declared = (epoch: string, declaredBy: string): MarkedEpoch => ({ epoch, atMost: 9, declaredBy })

const losses: { name: string; marked: MarkedEpoch[] | undefined; epochs?: string[]; lost: string[] }[] = [
  { name: 'no mark and no journal: a new sensor', marked: undefined, lost: [] },
  { name: 'no mark: only the mark was deleted', marked: undefined, epochs: [ids.a], lost: [] },
  { name: 'the mark that fits', marked: [begun(ids.a)], epochs: [ids.a], lost: [] },
  { name: 'no journal: all that is marked', marked: [begun(ids.a), begun(ids.b)], lost: [ids.a, ids.b] },
  {
    name: 'an older journal: what it lacks',
    marked: [begun(ids.a), begun(ids.b)],
    epochs: [ids.a],
    lost: [ids.b],
  },
  { name: 'the epoch after a loss', marked: [begun(ids.a), planned(ids.b)], epochs: [ids.b], lost: [] },
  { name: 'an epoch that never started', marked: [begun(ids.a), planned(ids.b)], epochs: [ids.a], lost: [] },
  {
    name: 'older epochs that were delivered',
    marked: [begun(ids.a), begun(ids.b)],
    epochs: [ids.b],
    lost: [],
  },
  {
    name: 'what an epoch declares that was lost again',
    marked: [declared(ids.a, ids.b), begun(ids.b)],
    lost: [ids.a, ids.b],
  },
  {
    name: 'what the running epoch declares',
    marked: [declared(ids.a, ids.b), begun(ids.b)],
    epochs: [ids.b],
    lost: [],
  },
  {
    name: 'what an epoch was to declare that never started',
    marked: [begun(ids.a), declared(ids.b, ids.c), planned(ids.c)],
    epochs: [ids.a],
    lost: [ids.b, ids.c],
  },
]

test.each(losses)('what was lost: $name', ({ marked, epochs, lost }) => {
  const state = epochs && stateWith(epochs)
  expect(lostEpochs(marked && { epochs: marked }, state).map(({ epoch }) => epoch)).toEqual(lost)
})

test('a mark lies ahead of what was given, and holds until that is used up', () => {
  const first = markFor(stateWith([ids.a], 11), undefined)
  expect(first).toEqual(mark({ epoch: ids.a, sensor: 's', atMost: 10 + 2 * seqsAhead }))
  expect(markFor(stateWith([ids.a], 11 + seqsAhead), first)).toBeUndefined()
  expect(markFor(stateWith([ids.a], 12 + seqsAhead), first)?.epochs[0]?.atMost).toBe(11 + 3 * seqsAhead)
})

test('a mark read back from storage, which sorts its members, still fits', () => {
  const stored = readMark({ epochs: [{ atMost: 2 * seqsAhead, epoch: ids.a, sensor: 's' }] })
  expect(markFor(stateWith([ids.a], 1), stored)).toBeUndefined()
})

test('older epochs keep their own end, and an announced one is marked for good once it runs', () => {
  const before = announced(markFor(stateWith([ids.a]), undefined), {
    epoch: ids.b,
    seqs: 500,
    lost: [],
  })
  expect(before.epochs.at(-1)).toEqual({ epoch: ids.b, atMost: 500 + 2 * seqsAhead, announced: true })
  const after = markFor(stateWith([ids.a, ids.b], 501), before)
  expect(after?.epochs).toEqual([
    { epoch: ids.a, sensor: 's', atMost: 7 },
    { epoch: ids.b, sensor: 's', atMost: 500 + 2 * seqsAhead },
  ])
})

test('a lost epoch stays marked until its declaration was delivered', () => {
  const marked = mark(begun(ids.a))
  const before = announced(marked, { epoch: ids.b, seqs: 0, lost: marked.epochs })
  const waiting = markFor({ ...stateWith([ids.b], 3), queued: 2 }, before)
  expect(waiting?.epochs[0]).toEqual(declared(ids.a, ids.b))
  expect(markFor({ ...stateWith([ids.b], 3), queued: 0 }, waiting)?.epochs).toMatchObject([{ epoch: ids.b }])
})

test.each([
  undefined,
  null,
  'x',
  {},
  { epochs: 'x' },
  { epochs: [{ epoch: 'x', atMost: 1 }] },
  { epochs: [null] },
])('what is no mark is none: %j', stored => {
  expect(readMark(stored)).toBeUndefined()
})
