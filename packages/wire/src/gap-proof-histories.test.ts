import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formerIds } from './event-position.ts'
import { createGapProof } from './gap-proof.ts'
import { dropped, epochName, event, status } from './proof-events-for-tests.ts'
import { createReader } from './reader.ts'
import { countRanges } from './seq-ranges.ts'
import type { StoredEvent } from './stored-event.ts'

/** What a sensor does next; `delivered` says that the event arrived although its acknowledgement did not. */
type Step =
  | { do: 'record'; delivered: boolean }
  | { do: 'deliver' }
  | { do: 'drop' }
  | { do: 'move' | 'restart' }

const anyStep = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('record' as const), delivered: fc.boolean() }) },
  { weight: 2, arbitrary: fc.constant<Step>({ do: 'deliver' }) },
  { weight: 1, arbitrary: fc.constantFrom<Step>({ do: 'drop' }, { do: 'move' }, { do: 'restart' }) },
)
const anyHistory = fc.array(anyStep, { maxLength: 60 })

const sensors = ['aaaaaaaa-0000-8000-8000-00000000000a', 'bbbbbbbb-0000-8000-8000-00000000000b']

interface History {
  epoch: number
  nextSeq: number
  sensor: string
  queue: StoredEvent[]
  /** What is stored, by the event that it is; several where it was moved after it had arrived. */
  stored: Map<number, StoredEvent[]>
  dropped: Set<number>
  recorded: number
}

/** Plays a sensor that keeps its promises: everything that it records is stored or declared in the end. */
function play(steps: readonly Step[]): History {
  const history: History = {
    epoch: 0,
    nextSeq: 1,
    sensor: sensors[0] as string,
    queue: [],
    stored: new Map(),
    dropped: new Set(),
    recorded: 0,
  }
  record(history, status(0))
  for (const step of steps) act(history, step)
  deliver(history)
  startEpoch(history, {})
  deliver(history)
  return history
}

function act(history: History, step: Step): void {
  if (step.do === 'record') {
    record(history, event(history.epoch, 1))
    if (step.delivered) store(history, history.queue.at(-1) as StoredEvent)
  }
  if (step.do === 'deliver') deliver(history)
  if (step.do === 'drop') drop(history)
  if (step.do === 'move') move(history)
  if (step.do === 'restart') {
    deliver(history)
    startEpoch(history, {})
  }
}

function record(history: History, one: StoredEvent): void {
  const { sensor, nextSeq: seq } = history
  history.recorded++
  history.queue.push({ ...one, sensor, epoch: epochName(history.epoch), seq, tab: history.recorded })
  history.nextSeq++
}

function store(history: History, one: StoredEvent): void {
  const { stored } = history
  stored.set(one.tab as number, [...(stored.get(one.tab as number) ?? []), one])
}

function deliver(history: History): void {
  for (const one of history.queue) store(history, one)
  history.queue = []
}

function startEpoch(history: History, previousSensor: { sensor?: string }): void {
  const previous = { ...previousSensor, epoch: epochName(history.epoch), lastSeq: history.nextSeq - 1 }
  history.epoch++
  history.nextSeq = 1
  record(history, status(history.epoch, previous))
}

function drop(history: History): void {
  const [given] = history.queue.filter(one => one.type === 'Window')
  if (given === undefined) return
  history.queue = history.queue.filter(one => one !== given)
  history.dropped.add(given.tab as number)
  const { epoch, seq, was } = given
  const formerly = formerIds(given.sensor, was).map(id => ({ ...id, ranges: [[id.seq, id.seq]] }))
  const ranges = [[seq, seq]]
  record(history, dropped(history.epoch, 1, { count: 1, ranges, ofEpoch: epoch, formerly }))
}

/** Every second move is one to another sensor id. */
function move(history: History): void {
  const queue = history.queue
  const before = history.sensor
  history.queue = []
  history.sensor = sensors[history.epoch % 2] as string
  const old = before === history.sensor ? {} : { sensor: before }
  startEpoch(history, old)
  for (const { was: last, ...one } of queue) {
    const earlier = last && [{ ...last, before: undefined }, ...(last.before ?? [])]
    const now = {
      ...old,
      epoch: one.epoch as string,
      seq: one.seq as number,
      ...(earlier && { before: earlier }),
    }
    const there = { sensor: history.sensor, epoch: epochName(history.epoch), seq: history.nextSeq++ }
    const dropsElsewhere = one.ranges !== undefined && {
      ofEpoch: one.ofEpoch ?? one.epoch,
      ofSensor: one.ofSensor ?? before,
    }
    const chain = one.previous !== undefined && { previous: { ...old, ...(one.previous as object) } }
    const was = JSON.parse(JSON.stringify(now))
    history.queue.push({ ...one, ...dropsElsewhere, ...chain, ...there, was })
  }
}

function reportOf(events: readonly StoredEvent[]) {
  const proof = createGapProof()
  for (const one of events) proof.add(one)
  return proof.report()
}

const linesOf = ({ stored }: History) => [...stored.values()].flat()
const sensorsOf = (events: readonly StoredEvent[]) => new Set(events.map(one => one.sensor)).size
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)

test('whatever is moved, given up and delivered twice, nothing is missing and every event counts once', () => {
  const property = fc.property(anyHistory, fc.infiniteStream(fc.nat()), (steps, random) => {
    const history = play(steps)
    const lines = linesOf(history).flatMap(one => [
      one,
      ...((random.next().value ?? 0) % 3 === 0 ? [one] : []),
    ])
    const order = lines.map(one => ({ one, key: random.next().value ?? 0 })).sort((a, b) => a.key - b.key)
    const reports = reportOf(order.map(({ one }) => one))
    expect(reports).toEqual(reportOf(lines))
    expect(reports.filter(report => !report.complete)).toEqual([])
    expect(sum(reports.map(report => report.stored))).toBe(history.stored.size)
    expect(sum(reports.map(report => report.doubled))).toBe(lines.length - history.stored.size)
    const reader = createReader()
    const kept = order.filter(({ one }) => reader.read(one) !== 'double')
    expect(kept.length).toBe(history.stored.size)
    expect(new Set(kept.map(({ one }) => one.tab)).size).toBe(history.stored.size)
  })
  fc.assert(property, { numRuns: 300 })
})

test('whatever is lost of it, the proof says so', () => {
  const property = fc.property(anyHistory, fc.infiniteStream(fc.nat()), (steps, random) => {
    const history = play(steps)
    const last = history.recorded
    const lost = [...history.stored.keys()].filter(
      id => id !== last && !history.dropped.has(id) && (random.next().value ?? 0) % 5 === 0,
    )
    const kept = [...history.stored].filter(([id]) => !lost.includes(id)).flatMap(([, copies]) => copies)
    // Of a sensor of which nothing at all is stored nothing is said.
    fc.pre(sensorsOf(kept) === sensorsOf(linesOf(history)))
    const reports = reportOf(kept)
    const missing = sum(reports.flatMap(({ epochs }) => epochs.map(epoch => countRanges(epoch.missing))))
    expect(missing > 0).toBe(lost.length > 0)
  })
  fc.assert(property, { numRuns: 300 })
})
