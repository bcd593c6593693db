import { canonicalJson } from '@weaklayer/wire'
import { gunzip } from '../body/gunzip.ts'
import { parseArray } from '../body/parse-array.ts'
import type { ArrayLimits } from '../body/split-array.ts'
import type { SentBatch } from './recent-batches.ts'
import { contentOf, type Event } from './stored-content.ts'

/**
 * What is known of an id.
 * - `new`: nothing.
 * - `double`: it is durable already, with the same content.
 * - `conflict`: it is durable with other content.
 */
export type Recollection = 'new' | 'double' | 'conflict'

/** Contents of events of one epoch by their seq. */
export type KnownContents = ReadonlyMap<number, string>

export interface ReadOptions {
  limits: ArrayLimits
  /** Called between turns, so that many batches do not block other requests. */
  breathe: () => Promise<void>
}

/** Reads what batches said, which were taken once; of two with the same seq the first counts. */
export async function readContents(
  batches: readonly SentBatch[],
  options: ReadOptions,
): Promise<KnownContents> {
  const contents = new Map<number, string>()
  for (const batch of batches) {
    for (const [seq, content] of await contentsOf(batch, options)) {
      if (!contents.has(seq)) contents.set(seq, content)
    }
    await options.breathe()
  }
  return contents
}

async function contentsOf(batch: SentBatch, options: ReadOptions): Promise<KnownContents> {
  const contents = new Map<number, string>()
  const taker = {
    restart: () => contents.clear(),
    async take(elements: unknown[]) {
      for (const event of elements as Event[]) contents.set(event.seq as number, contentOf(event))
    },
  }
  await parseArray(bytesOf(batch), { ...options, taker })
  return contents
}

const noBytes = Buffer.alloc(0)

function bytesOf({ sent, encoding, bytes }: SentBatch): Buffer {
  if (encoding === 'identity') return sent
  const inflated = gunzip(sent, bytes)
  return inflated.status === 'ok' ? inflated.bytes : noBytes
}

/** Compares an event with what is known; the order of keys says nothing. */
export function recollect(known: KnownContents, event: Event, content: string): Recollection {
  const before = known.get(event.seq as number)
  if (before === undefined) return 'new'
  return before === content || canonicalOf(before) === canonicalOf(content) ? 'double' : 'conflict'
}

function canonicalOf(json: string): string {
  return canonicalJson(JSON.parse(json))
}
