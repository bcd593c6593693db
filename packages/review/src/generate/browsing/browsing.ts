import { type Agenda, type AgendaItem, mostEventsOfItem } from '../cases/agenda.ts'
import type { Organisation } from '../organisation/organisation.ts'
import type { Person } from '../organisation/person.ts'
import type { SeededRandom } from '../seeded-random.ts'
import { createTextHashes } from '../text-hashes.ts'
import { beginDay, doSomething } from './activities.ts'
import type { Account, Desk } from './desk.ts'
import type { Step } from './steps.ts'

/** One run of the browser, from when to about when. */
interface BrowserRun {
  /** Its number; none for runs that no agenda speaks of. */
  epoch: number | undefined
  events: number
  beginUs: number
  endUs: number
}

/** What a person does in the browser, event by event. */
export interface Browsing {
  begin(run: BrowserRun): void
  /** The next event, which is at a position of its run, from 1. */
  next(position: number): Step
  /** How long after the last event it happens. */
  afterUs(step: Step, lastUs: number, position: number): number
}

export interface BrowsingParts {
  organisation: Organisation
  person: Person
  random: SeededRandom
  agenda: Agenda
  sensorSeed: number
  /** Number of the last epoch. */
  lastEpoch: number
  /** Also events of types that sensors do not record yet. */
  laterTypes: boolean
  firstGeneration: boolean
}

/** About that share of events comes after a pause. */
const usualPauses = 0.35
const longestPause = 6
const shortestRun = 10

export function createBrowsing(parts: BrowsingParts): Browsing {
  const { random, agenda } = parts
  const desk = deskOf(parts)
  let run: BrowserRun = { epoch: undefined, events: 0, beginUs: 0, endUs: 0 }
  let at = 0

  /** What is planned and due; undefined where there is none, or no room for it. */
  function planned(position: number): AgendaItem | undefined {
    const left = run.events - position
    const item = agenda.items[at]
    if (item === undefined || run.epoch === undefined || left < mostEventsOfItem || position < shortestRun)
      return undefined
    const due = item.epoch < run.epoch || (item.epoch === run.epoch && position >= item.share * run.events)
    const late = run.epoch === parts.lastEpoch && left < (agenda.items.length - at + 1) * mostEventsOfItem
    if (!due && !late) return undefined
    at++
    return item
  }

  return {
    begin(next) {
      run = next
      desk.steps.length = 0
      desk.tabs.length = 0
      if (run.epoch !== undefined) beginDay(desk)
    },
    next(position) {
      while (desk.steps.length === 0) (planned(position)?.act ?? doSomething)(desk)
      return desk.steps.shift() as Step
    },
    afterUs(step, lastUs, position) {
      if (!step.pause) return step.afterUs
      const mean = Math.max(0, run.endUs - lastUs) / Math.max(1, (run.events - position) * usualPauses)
      return step.afterUs + Math.floor(mean * Math.min(longestPause, -Math.log(1 - random.share())))
    },
  }
}

function deskOf({
  organisation,
  person,
  random,
  sensorSeed,
  laterTypes,
  firstGeneration,
}: BrowsingParts): Desk {
  const accounts = Array.from({ length: 2 + random.below(5) }, (): Account => {
    const host = random.pick(organisation.personal)
    return { host, password: `own:${host}`, filled: person.managed && random.below(2) === 0 }
  })
  return {
    organisation,
    person,
    random,
    hashes: createTextHashes(sensorSeed, random),
    steps: [],
    tabs: [],
    lastTab: 0,
    accounts,
    workPassword: 'work:0',
    seen: laterTypes ? new Set() : undefined,
    firstCharacters: firstGeneration,
  }
}
