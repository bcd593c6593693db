import { setImmediate as nextTurn } from 'node:timers/promises'
import type { GatewayLimits } from '@weaklayer/wire'
import { giveBack } from '../body/give-back.ts'
import type { Hold } from '../body/in-flight.ts'
import { type ParsedArray, parseArray } from '../body/parse-array.ts'
import type { ArrayLimits } from '../body/split-array.ts'
import { type BodyFault, type Encoding, toldBytes, unpackAside, unpackBody } from '../body/unpack-body.ts'
import { createBatchSorter } from '../events/batch-sorter.ts'
import type { SortOutcome } from '../events/sort-events.ts'
import type { Origin } from '../events/stored-content.ts'
import type { GatewayParts } from '../server/gateway-parts.ts'
import { type Refusal, refused } from './refuse.ts'
import { countBytes } from './sensor-rates.ts'

export type SortedBody = Extract<SortOutcome, { status: 'sorted' }> | Refusal

export type SortParts = Pick<GatewayParts, 'config' | 'recent' | 'shapes' | 'lanes' | 'rates'>

export interface BatchBody {
  /** As sent. Taken away once it is inflated and kept. */
  sent: Buffer
  encoding: Encoding
  /** What the request holds of the bytes in flight. */
  hold: Hold
  /** Inflated bytes that were counted against the day of the sensor. */
  countedBytes: number
}

/** A body of this size is parsed and sorted while nothing else runs. */
const smallBytes = 65_536
/** One that is longer is inflated aside. */
const longBytes = 262_144

/**
 * Inflates and parses a body and sorts its events. Large bodies go one after the other, and wait as they were sent: parsed, 600 KB
 * can take 11 MB, and a hundred of them at once would take a gigabyte. It costs nothing, since one thread works on all of them.
 */
export function sortBody(body: BatchBody, origin: Origin, parts: SortParts): Promise<SortedBody> {
  const isSmall = toldBytes(body.sent, body.encoding) <= smallBytes
  if (isSmall) return unpackAndSort(body, origin, parts)
  return parts.lanes.run('large body', () => unpackAndSort(body, origin, parts))
}

async function unpackAndSort(body: BatchBody, origin: Origin, parts: SortParts): Promise<SortedBody> {
  const options = { ...body, limits: parts.config.limits }
  const isLong = toldBytes(body.sent, body.encoding) > longBytes
  const unpacked = isLong ? await unpackAside(body.sent, options) : unpackBody(body.sent, options)
  if (unpacked.status !== 'ok') return refusedBody(unpacked)
  const { bytes } = unpacked
  const limited = countBytes(parts.rates, origin.sensor, bytes.length)
  if (limited !== undefined) return limited
  body.countedBytes = bytes.length
  const sorted = await parseAndSort(bytes, origin, parts)
  // What was not inflated may be a part of what a connection read.
  if (body.encoding === 'gzip') giveBack(bytes)
  return sorted
}

/** The answer to a body that cannot be read or does not fit. */
export function refusedBody(fault: BodyFault): Refusal {
  switch (fault.status) {
    case 'too_large':
      return refused('BODY_TOO_LARGE', fault.message)
    case 'unreadable':
      return refused('BATCH_UNREADABLE', fault.message)
    case 'overloaded':
      return refused('OVERLOADED', 'too many bytes are in flight')
  }
}

async function parseAndSort(bytes: Buffer, origin: Origin, parts: SortParts): Promise<SortedBody> {
  const { limits } = parts.config
  const breathe = () => nextTurn()
  const parsing = { limits: arrayLimits(limits), breathe }
  const { recent, shapes } = parts
  const since = (start: { epoch: string; firstSeq: number }) =>
    recent.since({ ...start, sensor: origin.sensor })
  const sorter = createBatchSorter({ origin, limits, shapes, since, parsing })
  const parsed = await parseArray(bytes, { ...parsing, taker: sorter })
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
