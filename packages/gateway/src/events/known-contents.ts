import { canonicalJson } from '@weaklayer/wire'
import type { DurableBatch } from './recent-batches.ts'
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

/** Lines that are read in one turn. */
const turnLines = 100

/** Reads what batches said; of two with the same seq the first counts. */
export async function readContents(
  batches: readonly DurableBatch[],
  breathe: () => Promise<void>,
): Promise<KnownContents> {
  const contents = new Map<number, string>()
  const add = (event: Event) => {
    const { seq } = event
    if (typeof seq === 'number' && !contents.has(seq)) contents.set(seq, contentOf(event))
  }
  let count = 0
  for (const { lines, letters } of batches) {
    for (const event of eventsOf(lines, letters)) {
      add(event)
      count++
      if (count % turnLines === 0) await breathe()
    }
  }
  return contents
}

function* eventsOf(lines: Buffer, letters: readonly string[]): Generator<Event> {
  for (let from = 0; from < lines.length; ) {
    const end = lines.indexOf(lineFeed, from)
    yield JSON.parse(lines.toString('utf8', from, end)) as Event
    from = end + 1
  }
  for (const letter of letters) yield (JSON.parse(letter) as { event: Event }).event
}

const lineFeed = 0x0a

/** Compares an event with what is known; the order of keys says nothing. */
export function recollect(known: KnownContents, event: Event, content: string): Recollection {
  const before = known.get(event.seq as number)
  if (before === undefined) return 'new'
  return before === content || canonicalOf(before) === canonicalOf(content) ? 'double' : 'conflict'
}

function canonicalOf(json: string): string {
  return canonicalJson(JSON.parse(json))
}
