import type { Body } from './content-index.ts'
import { type EventPosition, formerIds } from './event-position.ts'
import { type EventOf, eventSchemas } from './events/index.ts'
import { lostStoreKey } from './lost-stores.ts'
import {
  type Collected,
  type EpochState,
  epochKey,
  epochState,
  type SensorState,
  sensorState,
} from './proof-state.ts'
import { addRange, countRanges, type SeqRange } from './seq-ranges.ts'
import type { StoredEvent } from './stored-event.ts'

/** One content that was not read before under its id. */
export interface Recorded {
  sensor: SensorState
  epoch: EpochState
  seq: number
  event: StoredEvent
  body: Body
}

/** What somebody knows of an event; without `body` it is not stored. */
type Told = Omit<Recorded, 'body'> & { body?: Body | undefined }

/** Takes what an event tells of its own place, of other epochs, and of what was given up. */
export function recordEvent(collected: Collected, recorded: Recorded): void {
  addRange(recorded.epoch.present, recorded.seq, recorded.seq)
  recordTold(collected, recorded)
}

/** Takes what an event tells, whether it is stored still or not. */
export function recordTold(collected: Collected, recorded: Told): void {
  const { sensor, epoch, seq, event, body } = recorded
  epoch.knownLast = Math.max(epoch.knownLast, seq)
  epoch.firstTime = Math.min(epoch.firstTime, event.time)
  const place = { sensor: sensor.id, epoch: epoch.id, seq }
  const unnumbered = event.type === 'Dropped' ? recordDropped(collected, recorded) : undefined
  const moved = recordMoved(collected, place, { was: event.was, body, unnumbered })
  if (unnumbered !== undefined && !moved) countUnnumbered(sensor, unnumbered)
  if (event.type === 'Status') recordStatus(collected, recorded)
}

interface Unnumbered {
  reason: string
  count: number
}

function countUnnumbered(sensor: SensorState, { reason, count }: Unnumbered): void {
  sensor.unnumbered.set(reason, (sensor.unnumbered.get(reason) ?? 0) + count)
}

interface Moved {
  was: unknown
  /** Absent for what is not stored. */
  body?: Body | undefined
  unnumbered?: Unnumbered | undefined
}

/** Notes under which ids an event was before; false when it was under none. */
export function recordMoved(
  collected: Collected,
  place: EventPosition,
  { was, body, unnumbered }: Moved,
): boolean {
  const formers = formerIds(place.sensor, was)
  for (const [index, former] of formers.entries()) {
    const left = epochState(sensorState(collected, former.sensor), former.epoch)
    left.knownLast = Math.max(left.knownLast, former.seq)
    const moves = movesBetween(collected, former, place)
    const isFirst = index === formers.length - 1
    if (isFirst && unnumbered !== undefined) moves.unnumbered.set(moves.olds.length, unnumbered)
    moves.olds.push(former.seq)
    moves.news.push(place.seq)
    moves.bodies.push(isFirst ? body : undefined)
  }
  return formers.length > 0
}

function movesBetween({ moves }: Collected, from: EventPosition, to: EventPosition) {
  const left = epochKey(from.sensor, from.epoch)
  const entered = epochKey(to.sensor, to.epoch)
  const byTarget = moves.get(left) ?? new Map()
  moves.set(left, byTarget)
  const made = byTarget.get(entered) ?? {
    sensor: to.sensor,
    epoch: to.epoch,
    ofSensor: from.sensor,
    ofEpoch: from.epoch,
    olds: [],
    news: [],
    bodies: [],
    unnumbered: new Map(),
  }
  byTarget.set(entered, made)
  return made
}

/** Notes which epoch came before; a Status that was moved speaks of the epoch that it was recorded in. */
function recordStatus(collected: Collected, { sensor, epoch, seq, event }: Told): void {
  const { previous } = eventSchemas.Status.safeParse(event).data ?? {}
  const first = formerIds(sensor.id, event.was).at(-1)
  const owner = first === undefined ? sensor : sensorState(collected, first.sensor)
  const own = first === undefined ? epoch : epochState(owner, first.epoch)
  if (previous === undefined) {
    if ((first?.seq ?? seq) === 1) own.previous ??= null
    return
  }
  follow(own, previous)
  const { lastSeq } = previous
  const before = epochState(
    previous.sensor === undefined ? owner : sensorState(collected, previous.sensor),
    previous.epoch,
  )
  before.knownLast = Math.max(before.knownLast, lastSeq)
  before.endedAt = Math.min(before.endedAt ?? lastSeq, lastSeq)
  before.firstTime = Math.min(before.firstTime, event.time)
}

/** Of two that contradict each other (a conflict) the choice must not depend on the order of reading. */
function follow(epoch: EpochState, previous: { epoch: string; lastSeq: number }): void {
  const known = epoch.previous ?? previous
  const { lastSeq } = previous.epoch < known.epoch ? previous : known
  epoch.previous = {
    epoch: previous.epoch < known.epoch ? previous.epoch : known.epoch,
    lastSeq: previous.epoch === known.epoch ? Math.min(known.lastSeq, previous.lastSeq) : lastSeq,
  }
}

/** Notes declared seqs; returns what had none. */
function recordDropped(collected: Collected, { sensor, epoch, event }: Told): Unnumbered | undefined {
  const dropped = eventSchemas.Dropped.safeParse(event).data
  if (dropped === undefined) return undefined
  const { reason, ofEpoch, ofSensor } = dropped
  if (reason === 'store_lost') recordLostStore(collected, { sensor, group: event.group, dropped })
  const owner = ofSensor === undefined ? sensor : sensorState(collected, ofSensor)
  const target = ofEpoch === undefined ? epoch : epochState(owner, ofEpoch)
  const ranges = forwards(dropped.ranges ?? [])
  declare(target, reason, ranges)
  for (const former of dropped.formerly ?? []) {
    const was = sensorState(collected, former.sensor ?? owner.id)
    declare(epochState(was, former.epoch), reason, forwards(former.ranges))
  }
  const count = dropped.count - countRanges(ranges)
  return count > 0 ? { reason, count } : undefined
}

function forwards(ranges: readonly SeqRange[]): SeqRange[] {
  return ranges.filter(([from, to]) => from <= to)
}

function declare(epoch: EpochState, reason: string, ranges: readonly SeqRange[]): void {
  const declared = epoch.declared.get(reason) ?? []
  if (ranges.length > 0) epoch.declared.set(reason, declared)
  for (const [from, to] of ranges) {
    addRange(declared, from, to)
    epoch.knownLast = Math.max(epoch.knownLast, to)
  }
}

interface LostStoreClaim {
  sensor: SensorState
  group: string
  dropped: EventOf<'Dropped'>
}

function recordLostStore(collected: Collected, { sensor, group, dropped }: LostStoreClaim): void {
  const { ofEpoch, ofSensor, atMost } = dropped
  sensor.lostStores.push({ ...(ofEpoch && { ofEpoch }), ...(atMost && { atMost }) })
  if (ofEpoch === undefined) return
  const key = lostStoreKey({ sensor: ofSensor, group }, ofEpoch)
  const most = atMost ?? Number.POSITIVE_INFINITY
  collected.lostStores.set(key, Math.max(collected.lostStores.get(key) ?? 0, most))
}
