import { createBrowsing } from './browsing/browsing.ts'
import type { Step } from './browsing/steps.ts'
import { isStatus } from './epoch-plan.ts'
import {
  droppedBody,
  installBody,
  type Place,
  placed,
  statusBody,
  writeAsFirst,
  writeAsNow,
} from './event-text.ts'
import { seededRandom } from './seeded-random.ts'
import { advance, beginEpoch, type Life, nextPlace } from './sensor-life.ts'
import type { SensorPlan } from './sensor-plan.ts'
import { sufferFault } from './suffer-fault.ts'
import type { Surroundings } from './surroundings.ts'
import { runTimes } from './working-days.ts'

/** A sensor that is played: its lines, and when the one that came last happened. */
export interface GeneratedSensor {
  readonly timeUs: number
  /** The text of each line that reaches the files, without what the gateway adds. */
  lines: Generator<string>
}

const clonedEvents = 4
const cloneUs = 600_000_000

/** Plays one sensor. */
export function generatedSensor(plan: SensorPlan, around: Surroundings): GeneratedSensor {
  const random = seededRandom(plan.seed)
  const { organisation, laterTypes, firstGeneration } = around
  const life: Life = {
    plan,
    random,
    browsing: createBrowsing({
      organisation,
      person: plan.person,
      random,
      agenda: plan.agenda,
      sensorSeed: plan.seed,
      lastEpoch: plan.lengths.length - 1,
      laterTypes,
      firstGeneration,
    }),
    write: firstGeneration ? writeAsFirst(random) : writeAsNow(random.hex(16)),
    timeUs: 0,
    epoch: '',
    seq: 0,
    position: 0,
    previous: undefined,
    dropped: [],
    moved: [],
    again: [],
  }
  return {
    get timeUs() {
      return life.timeUs
    },
    lines: linesOf(life, around),
  }
}

function* linesOf(life: Life, around: Surroundings): Generator<string> {
  const { lengths, installs, cloned, person } = life.plan
  for (const [index, events] of lengths.entries()) {
    startRun(life, index, around)
    if (index === 0 && installs)
      yield `${installBody(person, around.firstGeneration)}"time":${advance(life, 0)}`
    yield* epoch(life, events, around)
    if (index === 0 && cloned) yield* copies(life, lengths.length > 1 ? 1 : 2, around)
  }
  if (life.moved.length > 0) yield* epoch(life, 1, around)
  yield* life.again.splice(0)
}

function startRun(life: Life, index: number, { startUs }: Surroundings): void {
  const { lengths, person, agenda } = life.plan
  const events = lengths[index] as number
  const times = runTimes({
    person,
    index,
    events,
    startUs,
    night: agenda.nights.has(index),
    random: life.random,
  })
  life.timeUs = Math.max(life.timeUs, times.beginUs)
  life.browsing.begin({ epoch: index, events, ...times })
}

function* epoch(life: Life, events: number, around: Surroundings): Generator<string> {
  beginEpoch(life, around)
  for (let position = 1; position <= events; position++) {
    life.position = position
    if (around.firstGeneration || !isStatus(position, events)) {
      const line = ordinary(life, around)
      if (line !== undefined) yield line
      continue
    }
    yield* life.again.splice(0)
    yield* statusAt(life, position, events)
  }
  life.previous = { epoch: life.epoch, lastSeq: life.seq }
}

function* statusAt(life: Life, position: number, events: number): Generator<string> {
  if (position === events) yield* drops(life)
  yield status(life, position === 1 ? life.previous : undefined)
  if (position === 1) yield* arrivals(life)
}

function* drops(life: Life): Generator<string> {
  if (life.dropped.length > 0) yield placed(droppedBody(life.dropped.splice(0)), nextPlace(life))
}

function status(life: Life, previous?: Life['previous']): string {
  const place = nextPlace(life)
  return placed(statusBody(place.seq + 1, life.plan.person, previous), place)
}

/** What was moved into this epoch, and a Status behind it. */
function* arrivals(life: Life): Generator<string> {
  if (life.moved.length === 0) return
  for (const { body, place: was } of life.moved.splice(0)) {
    life.seq++
    yield placed(body, { time: was.time, epoch: life.epoch, seq: life.seq }, was)
  }
  yield status(life)
}

/** What somebody does; undefined where it does not reach the files, or not yet. */
function ordinary(life: Life, around: Surroundings): string | undefined {
  const step = life.browsing.next(life.position)
  const place = nextPlace(life, life.browsing.afterUs(step, life.timeUs, life.position))
  const body = life.write(step, place.time)
  note(step, place, around)
  if (around.firstGeneration) return `${body}"time":${place.time}`
  const kind = around.lottery.next()
  if (kind !== undefined) {
    const { epoch, seq } = place
    around.onFault?.({ kind, sensor: life.plan.sensor, epoch, seq })
    sufferFault(life, kind, { body, place, around })
  }
  const both = kind === 'moved' && place.seq % 2 === 0
  if (both) around.counts.doubled++
  else if (kind === 'moved') around.counts.moved++
  const arrives = both || kind === undefined || kind === 'doubled' || kind === 'conflict'
  return arrives ? placed(body, place) : undefined
}

/** Writes down where a planned text was typed. */
function note(step: Step, { time, epoch, seq }: Place, { firstGeneration }: Surroundings): void {
  if (step.kind !== 'text' || step.of === undefined) return
  step.of.textHash = step.hash
  step.of.entries.push(firstGeneration ? { time } : { time, epoch, seq })
}

/** Copies of the profile go on in epochs of their own, side by side with the sensor's. */
function* copies(life: Life, count: number, around: Surroundings): Generator<string> {
  around.counts.clones++
  const { epoch: own, seq } = life
  for (let copy = 0; copy < count; copy++) {
    beginEpoch(life, around)
    life.browsing.begin({
      epoch: undefined,
      events: clonedEvents,
      beginUs: life.timeUs,
      endUs: life.timeUs + cloneUs,
    })
    yield status(life, life.previous)
    for (let event = 0; event < clonedEvents; event++) {
      const step = life.browsing.next(event)
      const place = nextPlace(life, life.browsing.afterUs(step, life.timeUs, event))
      yield placed(life.write(step, place.time), place)
    }
  }
  life.epoch = own
  life.seq = seq
}
