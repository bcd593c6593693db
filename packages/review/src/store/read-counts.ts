import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parseJson } from '../parse-line.ts'
import type { countedColumns } from './counted-columns.ts'
import type { EventPart } from './event-parts.ts'

/** Events are counted by hours of this length, microseconds. */
export const countedHourUs = 3_600_000_000

/** What is counted: values of a column, or types by the hour. */
export type Counted = (typeof countedColumns)[number] | 'hours'

/** Counts of one file of events. */
export interface PartCounts {
  /** Each hour since 1970 with a type and how many events of it there were. */
  hours?: { hours: readonly number[]; types: readonly string[]; events: readonly number[] }
  /** By column: different values as text, null for events without one, and how many events have it. */
  columns: Map<Counted, { values: readonly (string | null)[]; events: readonly number[] }>
}

/**
 * The counts of a piece; undefined where it has none of them, where they are damaged, and where the file of events is not
 * there whole, so that whoever reads it tells.
 */
export async function readCounts(
  directory: string,
  part: EventPart,
  wanted: readonly Counted[],
): Promise<PartCounts | undefined> {
  if (part.counts === undefined) return undefined
  try {
    const [text, { size }] = await Promise.all([
      readFile(join(directory, part.counts), 'utf8'),
      stat(join(directory, part.path)),
    ])
    return size === part.bytes ? countsIn(text, part.rows, wanted) : undefined
  } catch {
    // The events themselves answer.
    return undefined
  }
}

function countsIn(text: string, rows: number, wanted: readonly Counted[]): PartCounts | undefined {
  const lines = text.split('\n')
  const counts: PartCounts = { columns: new Map() }
  for (const name of wanted) {
    const line = lines.find(one => one.startsWith(`["${name}",`))
    const json = line === undefined ? undefined : parseJson(line)
    if (json?.status !== 'json') return undefined
    const lists = (json.value as unknown[]).slice(1)
    const events = lists.at(-1)
    if (
      !isCountOf(events, rows) ||
      !lists.every(list => Array.isArray(list) && list.length === events.length)
    )
      return undefined
    if (name === 'hours') counts.hours = { hours: lists[0] as number[], types: lists[1] as string[], events }
    else counts.columns.set(name, { values: lists[0] as string[], events })
  }
  return counts
}

/** Counts that are not those of all events were cut off or changed. */
function isCountOf(events: unknown, rows: number): events is number[] {
  return Array.isArray(events) && events.reduce((sum, count) => sum + count, 0) === rows
}
