import {
  createContentIndex,
  createGapProof,
  formerIds,
  type GapProof,
  type StoredEvent,
} from '@weaklayer/wire'
import { positionOf } from '../dead-letters.ts'
import { parseJson } from '../parse-line.ts'
import { type EventRow, eventOfRow } from '../query/event-row.ts'
import type { Store } from '../store/open-store.ts'
import { addToProof } from '../verify/add-to-proof.ts'
import type { UnreadableLine, VerifyReport } from '../verify-events.ts'
import { epochSeqs, rowsAt, type SeqPosition } from './epoch-seqs.ts'
import { allColumns } from './found-event.ts'
import { isSpecial, ofSensor } from './special-events.ts'

export interface ProveAsked {
  /** Only this sensor. @default every sensor */
  sensor?: string | undefined
  /** Called now and then with how many of how many events were read. */
  onProgress?: ((read: number, of: number) => void) | undefined
}

interface Proving {
  store: Store
  proof: GapProof
  sensor: string | undefined
  unreadable: UnreadableLine[]
}

const mostUnreadableShown = 100

/**
 * The gap proof over a store: for each sensor's chain of epochs what is complete and what is missing. What retention or
 * erasure removed is explained. A file of the store that cannot be read counts as an unreadable line.
 */
export async function proveStore(
  store: Store,
  { sensor, onProgress }: ProveAsked = {},
): Promise<VerifyReport> {
  const origins = createContentIndex()
  const contents = createContentIndex()
  const proof = createGapProof({
    add: contents.add,
    find: (position, body) => {
      const found = origins.find(position, body)
      return found === 'nothing' ? contents.find(position, body) : found
    },
  })
  const proving: Proving = { store, proof, sensor, unreadable: [] }
  const moved = await addSpecial(proving)
  for await (const { event } of rowsAt(store, moved)) origins.add(event)
  const events = await addOrdinary(proving, onProgress)
  await addRemoved(proving)
  const deadLetters = await addDeadLetters(proving)
  for (const { path, message } of store.faults) proving.unreadable.push({ file: path, line: 0, message })
  const { unreadable } = proving
  const sensors = proof.report()
  return {
    sensors,
    events,
    deadLetters,
    unreadable: { count: unreadable.length, first: unreadable.slice(0, mostUnreadableShown) },
    complete: unreadable.length === 0 && sensors.every(one => one.complete),
  }
}

/** Events that say something of other seqs, each by itself. Tells where those were first that have moved. */
async function addSpecial({ store, proof, sensor, unreadable }: Proving): Promise<SeqPosition[]> {
  const moved: SeqPosition[] = []
  const rows = store.stream<EventRow>(
    `SELECT ${allColumns} FROM events WHERE ${isSpecial} AND ${ofSensor(sensor)}`,
    sensor === undefined ? {} : { sensor },
  )
  for await (const row of rows) {
    const event = eventOfRow(row)
    const fault = addToProof(proof, event)
    if (fault !== undefined)
      unreadable.push({ file: `${event.sensor}/${event.epoch}/${event.seq}`, line: 0, message: fault })
    const origin = formerIds(event.sensor, event.was).at(-1)
    if (origin !== undefined) moved.push(origin)
  }
  return moved
}

/** All others, an epoch at a time; returns how many events the store holds. */
async function addOrdinary(
  { store, proof, sensor }: Proving,
  onProgress: ProveAsked['onProgress'],
): Promise<number> {
  let events = 0
  const shared: SeqPosition[] = []
  const total = (await store.parts()).reduce((sum, { rows }) => sum + rows, 0)
  for await (const epoch of epochSeqs(store, sensor)) {
    events += epoch.events
    proof.addRead({ ...epoch, doubled: 0, conflicts: [] })
    for (const seq of epoch.shared) shared.push({ sensor: epoch.sensor, epoch: epoch.epoch as string, seq })
    onProgress?.(events, total)
  }
  // Seqs that hold several events were left out: whoever compares contents says what they are.
  for await (const { event, special } of rowsAt(store, shared)) if (!special) proof.add(event)
  return events
}

interface RemovedRow {
  sensor: string
  epoch: string
  fromSeq: number
  toSeq: number
  firstTime: number
  lastReceived: number
  told: string | null
}

async function addRemoved({ store, proof, sensor }: Proving): Promise<void> {
  const rows = store.stream<RemovedRow>(
    `SELECT * FROM removed WHERE ${ofSensor(sensor)} AND "epoch" IS NOT NULL`,
    sensor === undefined ? {} : { sensor },
  )
  for await (const { fromSeq, toSeq, told, ...row } of rows) {
    const event = told === null ? undefined : parseJson(told)
    proof.addRemoved({
      ...row,
      ranges: [[fromSeq, toSeq]],
      told: event?.status === 'json' ? [event.value as StoredEvent] : [],
    })
  }
}

async function addDeadLetters({ store, proof, sensor }: Proving): Promise<number> {
  let letters = 0
  const rows = store.stream<{ sensor: string; group: string; received: number; event: string }>(
    `SELECT "sensor", "group", "received", "event" FROM dead_letters WHERE ${ofSensor(sensor)}`,
    sensor === undefined ? {} : { sensor },
  )
  for await (const row of rows) {
    const event = parseJson(row.event)
    letters++
    proof.addDeadLetter({ ...row, event: event.status === 'json' ? positionOf(event.value) : {} })
  }
  return letters
}
