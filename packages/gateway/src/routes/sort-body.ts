import { setImmediate as nextTurn } from 'node:timers/promises'
import type { GatewayLimits } from '@weaklayer/wire'
import { type ParsedArray, parseArray } from '../body/parse-array.ts'
import type { ArrayLimits } from '../body/split-array.ts'
import { createBatchSorter } from '../events/batch-sorter.ts'
import type { SortOutcome } from '../events/sort-events.ts'
import type { Origin } from '../events/stored-content.ts'
import type { GatewayParts } from '../server/gateway-parts.ts'
import { type Refusal, refused } from './refuse.ts'

export type SortedBody = Extract<SortOutcome, { status: 'sorted' }> | Refusal

export type SortParts = Pick<GatewayParts, 'config' | 'recent' | 'lanes'>

/** A body of this size is parsed and sorted while nothing else runs. */
const smallBytes = 65_536

/**
 * Parses a body and sorts its events. Large bodies go one after the other: parsed, 600 KB can take 11 MB, and a hundred of
 * them at once would take a gigabyte. It costs nothing, since one thread works on all of them.
 */
export async function sortBody(bytes: Buffer, origin: Origin, parts: SortParts): Promise<SortedBody> {
  const sort = async () => await parseAndSort(bytes, origin, parts)
  return bytes.length <= smallBytes ? await sort() : await parts.lanes.run('large body', sort)
}

async function parseAndSort(bytes: Buffer, origin: Origin, parts: SortParts): Promise<SortedBody> {
  const { limits } = parts.config
  const breathe = () => nextTurn()
  const sorter = createBatchSorter({ origin, limits, recent: parts.recent, breathe })
  const parsed = await parseArray(bytes, { limits: arrayLimits(limits), taker: sorter, breathe })
  if (parsed.status !== 'ok') return refusalOf(parsed)
  const sorted = sorter.end()
  if (sorted.status === 'sorted') return sorted
  if (sorted.status === 'invalid') return refused('BATCH_UNREADABLE', sorted.message)
  return refused('SEQ_CONFLICT', 'an id of this batch is stored already with other content')
}

/** The text of an event may be longer than the event: spaces, and characters that are written as `\\u00e9`. */
const textFactor = 4

function arrayLimits(limits: GatewayLimits): ArrayLimits {
  return {
    values: limits.jsonValues,
    depth: limits.jsonDepth,
    elements: limits.batchEvents,
    elementBytes: limits.eventBytes * textFactor,
  }
}

function refusalOf({ status, message }: Exclude<ParsedArray, { status: 'ok' }>): Refusal {
  switch (status) {
    case 'too_large':
      return refused('BODY_TOO_LARGE', message)
    case 'too_many':
      return refused('BATCH_TOO_LARGE', message)
    case 'unreadable':
      return refused('BATCH_UNREADABLE', message)
  }
}
