import type { BatchOrder, RejectedEvent } from '@weaklayer/wire'
import { letterLine } from '../dead-letter/dead-letter.ts'
import type { EventLimits } from './event-limits.ts'
import { type KnownContents, recollect } from './known-contents.ts'
import { contentOf, type Event, lineEnd, type Origin, refusalOf, storedLine } from './stored-content.ts'

/** What is to be done with a batch. Nothing of it has been written yet. */
export interface SortedBatch {
  /** Lines for the outputs. */
  lines: Buffer
  /** How many lines. */
  events: number
  /** Lines for the dead letter. */
  letters: string[]
  rejected: RejectedEvent[]
  /** Events that outputs hold then, also those that they held before. */
  accepted: number
}

type ValidOrder = Exclude<BatchOrder, { status: 'invalid' }>

export type SortOutcome =
  | { status: 'sorted'; batch: SortedBatch; order: ValidOrder }
  | { status: 'conflict' }
  | { status: 'invalid'; message: string }

export interface SortOptions {
  origin: Origin
  limits: EventLimits
  /** What is durable already; empty where the batch has no epoch. */
  known: KnownContents
  /** Called between events, so that a large batch does not block other requests. */
  breathe: () => Promise<void>
}

/** What was decided so far. */
export interface Sorting extends Omit<SortedBatch, 'lines'> {
  hasConflict: boolean
  /** Of the next event. */
  index: number
}

export function startSorting(): Sorting {
  return { events: 0, letters: [], rejected: [], accepted: 0, hasConflict: false, index: 0 }
}

/** Events that are sorted in one turn, as stored; one more may come on top. */
const turnCharacters = 65_536

/**
 * Decides for each event of a batch whose order was checked: write it, keep it as a dead letter, or leave it since it is durable
 * already. Returns the lines to write.
 */
export async function sortEvents(
  sorting: Sorting,
  events: readonly Event[],
  options: SortOptions,
): Promise<Buffer> {
  const end = lineEnd(options.origin)
  let text = ''
  let characters = 0
  for (const event of events) {
    const content = contentOf(event)
    // It will be checked, and perhaps made a line of the dead letter, which takes as long again.
    if (content.length >= turnCharacters) await options.breathe()
    if (sortEvent(sorting, event, { content, options }) === 'write') text += storedLine(content, end)
    characters += content.length
    if (characters < turnCharacters) continue
    characters = 0
    await options.breathe()
  }
  return Buffer.from(text)
}

/** Takes events that are new and valid. */
export function takeAll(sorting: Sorting, count: number): void {
  sorting.index += count
  sorting.events += count
  sorting.accepted += count
}

function sortEvent(
  sorting: Sorting,
  event: Event,
  { content, options }: { content: string; options: SortOptions },
): 'write' | 'leave' {
  const { known, limits, origin } = options
  const index = sorting.index++
  const recollection = known.size === 0 ? 'new' : recollect(known, event, content)
  if (recollection === 'conflict') sorting.hasConflict = true
  const refusal = refusalOf(event, content, limits)
  if (refusal === undefined) {
    sorting.accepted++
    if (recollection !== 'new') return 'leave'
    sorting.events++
    return 'write'
  }
  sorting.rejected.push({ index, ...seqOf(event), ...refusal })
  if (recollection === 'new') {
    const { sensor, group, receivedUs: received } = origin
    sorting.letters.push(letterLine({ received, sensor, group, ...refusal, event }))
  }
  return 'leave'
}

function seqOf(event: Event) {
  return typeof event.seq === 'number' ? { seq: event.seq } : {}
}
