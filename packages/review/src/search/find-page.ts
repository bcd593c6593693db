import type { EventRow } from '../query/event-row.ts'
import type { EventPart } from '../store/event-parts.ts'
import type { Store } from '../store/open-store.ts'
import { type Asked, type Condition, conditionOf } from './condition.ts'
import { allColumns, type FoundEvent, foundEventOf } from './found-event.ts'
import {
  cursorAfter,
  cursorParameters,
  fromCursorOn,
  type PageCursor,
  readCursor,
  writeCursor,
} from './page-cursor.ts'
import { compareRows, pageOrder } from './page-order.ts'

export interface PageAsked extends Asked {
  /** Most events of the page, 1 to 10,000. @default 50 */
  limit?: number | undefined
  /** `next` of the page before. @default the first page */
  after?: string | undefined
}

export interface EventPage {
  /** Newest first: by time, then received, sensor, seq. */
  events: FoundEvent[]
  /** Where the next page begins; undefined after the last one. Events that arrive meanwhile do not shift it. */
  next: string | undefined
}

const usualLimit = 50
const mostLimit = 10_000
/** The first pieces are few, since most pages are full after them; then more and more at a time. */
const firstRows = 400_000
const growth = 5

/**
 * The newest events that meet a query, page by page.
 * @throws StoreError CURSOR_INVALID
 */
export async function findPage(store: Store, asked: PageAsked = {}): Promise<EventPage> {
  const limit = Math.min(mostLimit, Math.max(1, Math.floor(asked.limit ?? usualLimit)))
  const cursor = asked.after === undefined ? undefined : readCursor(asked.after)
  const toUs =
    cursor === undefined ? asked.toUs : Math.min(cursor.time + 1, asked.toUs ?? Number.MAX_SAFE_INTEGER)
  const condition = conditionOf({ ...asked, toUs })
  // Those with the cursor's own key were given already; one more tells whether there is another page.
  const wanted = limit + 1 + (cursor?.given ?? 0)
  const rows = await newestRows({ store, condition, cursor, wanted })
  const left = rows.slice(cursor === undefined ? 0 : givenAmong(rows, cursor))
  const page = left.slice(0, limit)
  const end = cursorAfter(page, cursor)
  return {
    events: page.map(foundEventOf),
    next: left.length > limit && end !== undefined ? writeCursor(end) : undefined,
  }
}

interface Reading {
  store: Store
  condition: Condition
  cursor: PageCursor | undefined
  /** How many rows, those of the cursor's key included. */
  wanted: number
}

/** Reads pieces, newest first, until no other one can hold a newer event than the last one found. */
async function newestRows(reading: Reading): Promise<EventRow[]> {
  const parts = await reading.store.parts(reading.condition.wanted)
  if (reading.condition.texts.length > 0) reading.store.expectTexts(parts)
  let found: EventRow[] = []
  let rowsAtOnce = firstRows
  for (let at = 0; at < parts.length; ) {
    const oldest = found.length < reading.wanted ? undefined : (found.at(-1)?.time as number)
    if (oldest !== undefined && oldest > (parts[at] as EventPart).lastUs) break
    const batch = takeRows(parts, at, rowsAtOnce)
    const more = await rowsOf(reading, await reading.store.withTexts(batch, reading.condition.texts), oldest)
    found = [...found, ...more].sort(compareRows).slice(0, reading.wanted)
    at += batch.length
    rowsAtOnce *= growth
  }
  return found
}

function takeRows(parts: readonly EventPart[], from: number, most: number): EventPart[] {
  let rows = 0
  let to = from
  do rows += (parts[to++] as EventPart).rows
  while (to < parts.length && rows + (parts[to] as EventPart).rows <= most)
  return parts.slice(from, to)
}

/** `oldest`: the `time` from which on events are of use. */
async function rowsOf(
  { store, condition, cursor, wanted }: Reading,
  parts: readonly EventPart[],
  oldest: number | undefined,
): Promise<EventRow[]> {
  if (parts.length === 0) return []
  const where = [
    condition.sql,
    ...(cursor === undefined ? [] : [fromCursorOn]),
    ...(oldest === undefined ? [] : ['"time" >= $oldest']),
  ]
  const sql = `SELECT ${allColumns} FROM ${store.from(parts)} WHERE ${where.join(' AND ')} ORDER BY ${pageOrder} LIMIT ${wanted}`
  return await store.rows<EventRow>(sql, {
    ...condition.parameters,
    ...(cursor === undefined ? {} : cursorParameters(cursor)),
    ...(oldest === undefined ? {} : { oldest: BigInt(oldest) }),
  })
}

/** How many of the first rows have the cursor's key and were given already. */
function givenAmong(rows: readonly EventRow[], cursor: PageCursor): number {
  const same = rows.findIndex(
    row =>
      row.time !== cursor.time ||
      row.received !== cursor.received ||
      row.sensor !== cursor.sensor ||
      (row.seq ?? 0) !== cursor.seq,
  )
  return Math.min(cursor.given, same === -1 ? rows.length : same)
}
