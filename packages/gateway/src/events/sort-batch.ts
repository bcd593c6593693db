import type { RejectedEvent } from '@weaklayer/wire'
import type { DeadLetterEntry } from '../dead-letter/dead-letter.ts'
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
  /** Entries for the dead letter. */
  refused: DeadLetterEntry[]
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
  for (const [index, event] of events.entries()) {
    if (index % 64 === 63) await options.breathe()
    if (sortEvent(sorted, { index, event: event as Event }, options) === 'conflict')
      return { status: 'conflict' }
  }
  return sorted
}

function sortEvent(
  sorted: SortedBatch,
  { index, event }: { index: number; event: Event },
  options: SortOptions,
) {
  const { origin, recent } = options
  const content = contentOf(event, origin)
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
    sorted.refused.push({ received, sensor, group, ...refusal, event })
  }
  return recollection
}

function idOf(event: Event, origin: BatchOrigin): string | undefined {
  return event.epoch === undefined ? undefined : `${origin.sensor}/${event.epoch}/${event.seq}`
}

function seqOf(event: Event) {
  return typeof event.seq === 'number' ? { seq: event.seq } : {}
}
