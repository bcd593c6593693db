import type { SensorEvent, SeqRange } from '@weaklayer/wire'
import { rootOf } from './former-ids.ts'
import {
  copyOfGivenUp,
  endReports,
  forgetGivenUp,
  type GivenUp,
  noGivenUp,
  settledGivenUp,
  takeGivenUp,
} from './given-up.ts'
import type { Change } from './journal.ts'

/** An event that a commit recorded. */
interface Recorded {
  /** `epoch/seq` */
  id: string
  event: SensorEvent
  /** The stored text: what every delivery must say. */
  json: string
  /** The id under which it was recorded first. */
  root: string
}

/** All that was ever recorded, in all stores, by id. */
export type Ledger = Map<string, Recorded>

export interface WatchOptions {
  ledger: Ledger
  /** Whether a gateway's disk holds the event for good. */
  isDurable(id: string): boolean
  violated(what: string): void
  /** Takes ids that were dropped and only counted. */
  unnamed: Set<string>
}

/** Follows what one store holds, commit by commit, and checks each of them. */
export interface JournalWatch {
  committed(changes: readonly Change[]): void
  /** Ids that wait in the store. */
  live(): Iterable<string>
  /** Messages of frames that the store took in, whatever became of them. */
  consumed(): number
  /** Messages that were given up before they became events. */
  unnumbered(): number
  /** Events that were given up after they were recorded. */
  givenUp(): number
  /** What was given up and waits to be reported. */
  unreported(): number
  /** The last number of a frame that the store took in. */
  lastOf(frame: string): number
  /** The store is gone; returns the ids that went with it. */
  lost(): string[]
  copy(): JournalWatch
}

interface Content {
  events: Map<string, string>
  frames: Map<string, number>
  consumed: number
  given: GivenUp
}

const noContent = (): Content => ({ events: new Map(), frames: new Map(), consumed: 0, given: noGivenUp() })

export function createJournalWatch(options: WatchOptions, content: Content = noContent()): JournalWatch {
  return {
    committed: changes => checkDeletions(options, content, takeChanges(options, content, changes)),
    live: () => content.events.values(),
    consumed: () => content.consumed,
    unnumbered: () => content.given.unnumbered,
    givenUp: () => content.given.ever.size,
    unreported: () => content.given.pending.size,
    lastOf: frame => content.frames.get(`frame:${frame}`) ?? 0,
    lost() {
      const ids = [...content.events.values(), ...forgetGivenUp(content.given)]
      content.events.clear()
      content.frames.clear()
      return ids
    },
    copy: () =>
      createJournalWatch(options, {
        events: new Map(content.events),
        frames: new Map(content.frames),
        consumed: 0,
        given: copyOfGivenUp(content.given),
      }),
  }
}

interface Outcome {
  deleted: Set<string>
  recorded: Recorded[]
}

function takeChanges(options: WatchOptions, content: Content, changes: readonly Change[]): Outcome {
  const outcome: Outcome = { deleted: new Set(), recorded: [] }
  for (const change of changes) {
    if (change.do === 'delete') {
      for (const id of takeRange(content, change.range)) outcome.deleted.add(id)
      endReports(content.given, change.range)
    } else takePut(options, content, { change, outcome })
  }
  return outcome
}

interface Put {
  change: Extract<Change, { do: 'put' }>
  outcome: Outcome
}

function takePut(options: WatchOptions, content: Content, { change, outcome }: Put): void {
  switch (change.key.split(':')[0]) {
    case 'event': {
      const one = takeEvent(options, content, change)
      if (one !== undefined) outcome.recorded.push(one)
      return
    }
    case 'frame':
      takeFrame(content, change)
      return
    case 'drops':
      takeGivenUp(content.given, change)
  }
}

function takeRange({ events }: Content, { from, to }: { from: string; to: string }): string[] {
  const keys = from === to ? [from] : [...events.keys()].filter(key => key >= from && key <= to)
  return keys.flatMap(key => {
    const id = events.get(key)
    events.delete(key)
    return id === undefined ? [] : [id]
  })
}

function takeEvent(
  { ledger, violated, isDurable }: WatchOptions,
  content: Content,
  { key, value }: { key: string; value: unknown },
): Recorded | undefined {
  const { json } = value as { json: string }
  const event: SensorEvent = JSON.parse(json)
  const id = `${event.epoch}/${event.seq}`
  const before = ledger.get(id)
  const isRevised = content.events.get(key) === id
  content.events.set(key, id)
  if (before?.json === json) return undefined
  if (before !== undefined && (!isRevised || isDurable(id))) violated(`${id} has two contents`)
  const recorded = { id, event, json, root: rootOf(event) }
  ledger.set(id, recorded)
  return before === undefined ? recorded : undefined
}

/** Numbers are taken in with the commit that records them, or never. */
function takeFrame(content: Content, { key, value }: { key: string; value: unknown }): void {
  const { lastN } = value as { lastN: number }
  content.consumed += lastN - (content.frames.get(key) ?? 0)
  content.frames.set(key, lastN)
}

interface Declared {
  ofEpoch?: string | undefined
  epoch?: string | undefined
  count: number
  ranges?: SeqRange[]
  byType?: Record<string, number>
}

/** Whatever leaves the store is durable elsewhere, recorded again, or declared in the same commit. */
function checkDeletions(options: WatchOptions, content: Content, { deleted, recorded }: Outcome): void {
  const { ledger, isDurable, violated } = options
  const { declared, unnamed } = declarations(options, recorded)
  for (const id of checkGivenUp(options, content, { deleted, declared })) declared.add(id)
  if (deleted.size === 0) return
  const moved = new Set(recorded.map(({ root }) => root))
  const waits = new Set(content.events.values())
  const unexplained = [...deleted].filter(id => {
    const root = ledger.get(id)?.root ?? id
    return !(declared.has(id) || waits.has(id) || moved.has(root) || isDurable(id) || isDurable(root))
  })
  for (const id of unexplained.slice(0, unnamed)) options.unnamed.add(id)
  if (unexplained.length > unnamed)
    violated(
      `${unexplained.slice(unnamed).join(', ')} left the store: neither durable, nor moved, nor declared`,
    )
}

/** What is given up is deleted in the same commit, and reports name only such; returns what was given up now. */
function checkGivenUp(
  { violated, unnamed }: WatchOptions,
  { given }: Content,
  { deleted, declared }: { deleted: Set<string>; declared: Set<string> },
): Set<string> {
  const { added, ended } = settledGivenUp(given)
  for (const id of added) {
    if (!deleted.has(id)) violated(`${id} is given up and was not deleted`)
  }
  for (const id of declared) {
    if (!given.ever.has(id)) violated(`${id} is declared dropped and was not given up`)
  }
  for (const id of ended) if (!declared.has(id)) unnamed.add(id)
  return added
}

/** What the Dropped events of one commit say. */
function declarations({ violated }: WatchOptions, recorded: readonly Recorded[]) {
  const declared = new Set<string>()
  let unnamed = 0
  for (const { event, id, root } of recorded) {
    if (event.type !== 'Dropped' || root !== id) continue
    const dropped = event as unknown as Declared
    const named = idsOf(dropped)
    for (const one of named) declared.add(one)
    if (dropped.byType !== undefined && dropped.ranges === undefined) unnamed += dropped.count
    if (dropped.ranges !== undefined && dropped.count !== named.length)
      violated(`a Dropped counts ${dropped.count} and names ${named.length}`)
  }
  return { declared, unnamed }
}

/** The ids that a Dropped event names. */
export function idsOf(dropped: object): string[] {
  const { ofEpoch, epoch, ranges = [] } = dropped as Declared
  return ranges.flatMap(([from, to]) =>
    Array.from({ length: to - from + 1 }, (_, index) => `${ofEpoch ?? epoch}/${from + index}`),
  )
}
