import { isStatus } from './epoch-plan.ts'
import { type Browsing, createBrowsing, droppedBody, type Place, placed, statusBody } from './event-text.ts'
import type { FaultKind, FaultLottery } from './fault-lottery.ts'
import type { SensorPlan } from './generation-plan.ts'
import type { SeededRandom } from './seeded-random.ts'

/** An event that met with a fault, by the id that it was recorded under. */
export interface GeneratedFault {
  kind: FaultKind
  sensor: string
  epoch: string
  seq: number
}

/** What the files hold of what was recorded: what `verify` has to find. */
export interface GeneratedCounts {
  epochs: number
  missing: number
  /** Also events that are stored under their old and their new id. */
  doubled: number
  conflicts: number
  declared: number
  /** Events that are stored under their new id only. */
  moved: number
  clones: number
}

export interface Surroundings {
  random: SeededRandom
  lottery: FaultLottery
  counts: GeneratedCounts
  nowUs: () => number
  onFault?: ((fault: GeneratedFault) => void) | undefined
}

interface MovedEvent {
  body: string
  place: Place
}

interface Life {
  sensor: string
  browsing: Browsing
  time: number
  epoch: string
  seq: number
  previous: { epoch: string; lastSeq: number } | undefined
  dropped: number[]
  moved: MovedEvent[]
  /** Texts that are delivered once more, or with other content. */
  again: string[]
}

const clonedEvents = 4
/** A frame holds its events back for at most about that long. */
const longestDelayUs = 10_000_000

/** Plays one sensor: yields the text of each line that reaches the files, without what the gateway adds. */
export function* generatedSensor(plan: SensorPlan, around: Surroundings): Generator<string> {
  const life: Life = {
    sensor: plan.sensor,
    browsing: createBrowsing(around.random),
    time: 0,
    epoch: '',
    seq: 0,
    previous: undefined,
    dropped: [],
    moved: [],
    again: [],
  }
  for (const [index, events] of plan.lengths.entries()) {
    yield* epoch(life, events, around)
    if (index === 0 && plan.cloned) yield* copies(life, plan.lengths.length > 1 ? 1 : 2, around)
  }
  if (life.moved.length > 0) yield* epoch(life, 1, around)
  yield* life.again.splice(0)
}

function* epoch(life: Life, events: number, around: Surroundings): Generator<string> {
  begin(life, around)
  for (let position = 1; position <= events; position++) {
    if (!isStatus(position, events)) {
      yield* ordinary(life, around)
      continue
    }
    yield* life.again.splice(0)
    if (position === events) yield* drops(life, around)
    yield status(life, position === 1 ? life.previous : undefined, around)
    if (position === 1) yield* arrivals(life, around)
  }
  life.previous = { epoch: life.epoch, lastSeq: life.seq }
}

function* drops(life: Life, around: Surroundings): Generator<string> {
  if (life.dropped.length > 0) yield placed(droppedBody(life.dropped.splice(0)), next(life, around))
}

function begin(life: Life, { random, counts }: Surroundings): void {
  life.epoch = random.hex(16)
  life.seq = 0
  counts.epochs++
}

function next(life: Life, { random, nowUs }: Surroundings): Place {
  life.time = Math.max(life.time + 1 + random.below(1000), nowUs() - longestDelayUs)
  life.seq++
  return { time: life.time, epoch: life.epoch, seq: life.seq }
}

function status(life: Life, previous: Life['previous'], around: Surroundings): string {
  const place = next(life, around)
  return placed(statusBody(place.seq + 1, previous), place)
}

/** What was moved into this epoch, and a Status behind it. */
function* arrivals(life: Life, around: Surroundings): Generator<string> {
  if (life.moved.length === 0) return
  for (const { body, place: was } of life.moved.splice(0)) {
    life.seq++
    yield placed(body, { time: was.time, epoch: life.epoch, seq: life.seq }, was)
  }
  yield status(life, undefined, around)
}

function* ordinary(life: Life, around: Surroundings): Generator<string> {
  const place = next(life, around)
  const body = life.browsing.next(place.time)
  const kind = around.lottery.next()
  if (kind !== undefined) {
    const { epoch, seq } = place
    around.onFault?.({ kind, sensor: life.sensor, epoch, seq })
    suffer(life, kind, { body, place, around })
  }
  const both = kind === 'moved' && place.seq % 2 === 0
  if (both) around.counts.doubled++
  else if (kind === 'moved') around.counts.moved++
  if (both || kind === undefined || kind === 'doubled' || kind === 'conflict') yield placed(body, place)
}

interface Suffering extends MovedEvent {
  around: Surroundings
}

function suffer(life: Life, kind: FaultKind, { body, place, around: { counts } }: Suffering): void {
  switch (kind) {
    case 'missing':
      counts.missing++
      return
    case 'doubled':
      counts.doubled++
      life.again.push(placed(body, place))
      return
    case 'conflict':
      counts.conflicts++
      life.again.push(placed(body.replace('{', '{"altered":true,'), place))
      return
    case 'dropped':
      counts.declared++
      life.dropped.push(place.seq)
      return
    case 'moved':
      life.moved.push({ body, place })
  }
}

/** Copies of the profile go on in epochs of their own, side by side with the sensor's. */
function* copies(life: Life, count: number, around: Surroundings): Generator<string> {
  around.counts.clones++
  const { epoch: own, seq } = life
  for (let copy = 0; copy < count; copy++) {
    begin(life, around)
    yield status(life, life.previous, around)
    for (let event = 0; event < clonedEvents; event++) {
      const place = next(life, around)
      yield placed(life.browsing.next(place.time), place)
    }
  }
  life.epoch = own
  life.seq = seq
}
