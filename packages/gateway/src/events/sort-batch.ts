import type { RejectedEvent } from '@weaklayer/wire'
import { letterLine } from '../dead-letter/dead-letter.ts'
import type { EventLimits } from './event-limits.ts'
import type { RecentEvents } from './recent-events.ts'
import { contentOf, type Event, refusalOf, storedLine } from './stored-content.ts'

/** Who sent a batch and when it came. */
export interface BatchOrigin {
  sensor: string
  group: string
  receivedUs: number
}

/** What is to be done with a batch. Nothing of it has been written yet. */
export interface SortedBatch {
  status: 'sorted'
  /** Lines for the outputs. */
  lines: string[]
  /** Lines for the dead letter. */
  refused: string[]
  rejected: RejectedEvent[]
  accepted: number
  /** Ids with contents, to remember once everything is durable. */
  ids: { id: string; content: string }[]
}

export type SortOutcome = SortedBatch | { status: 'conflict' }

export interface SortOptions {
  origin: BatchOrigin
  limits: EventLimits
  recent: RecentEvents
  /** Called between events, so that a large batch does not block other requests. */
  breathe: () => Promise<void>
}

/** Events that are sorted in one turn, as stored; one more may come on top. */
const turnCharacters = 65_536

/** Decides for each event of a batch whose order was checked: write it, keep it as a dead letter, or leave it since it is durable already. */
export async function sortBatch(events: readonly unknown[], options: SortOptions): Promise<SortOutcome> {
  const sorted: SortedBatch = {
    status: 'sorted',
    lines: [],
    refused: [],
    rejected: [],
    accepted: 0,
    ids: [],
  }
  let characters = 0
  for (const [index, event] of events.entries()) {
    const content = contentOf(event as Event, options.origin)
    // It will be checked, and perhaps made a line of the dead letter, which takes as long again.
    if (content.length >= turnCharacters) await options.breathe()
    if (sortEvent(sorted, { index, event: event as Event, content }, options) === 'conflict')
      return { status: 'conflict' }
    characters += content.length
    if (characters < turnCharacters) continue
    characters = 0
    await options.breathe()
  }
  return sorted
}

function sortEvent(
  sorted: SortedBatch,
  { index, event, content }: { index: number; event: Event; content: string },
  options: SortOptions,
) {
  const { origin, recent } = options
  const id = idOf(event, origin)
  const recollection = id === undefined ? 'new' : recent.look(id, content)
  if (recollection === 'conflict') return 'conflict'
  const refusal = refusalOf(event, content, options.limits)
  if (id !== undefined) sorted.ids.push({ id, content })
  if (refusal === undefined) {
    sorted.accepted++
    if (recollection === 'new') sorted.lines.push(storedLine(content, origin.receivedUs))
    return recollection
  }
  sorted.rejected.push({ index, ...seqOf(event), ...refusal })
  if (recollection === 'new') {
    const { sensor, group, receivedUs: received } = origin
    sorted.refused.push(letterLine({ received, sensor, group, ...refusal, event }))
  }
  return recollection
}

function idOf(event: Event, origin: BatchOrigin): string | undefined {
  return event.epoch === undefined ? undefined : `${origin.sensor}/${event.epoch}/${event.seq}`
}

function seqOf(event: Event) {
  return typeof event.seq === 'number' ? { seq: event.seq } : {}
}
