import type { DuckParameters } from '../duck/values.ts'
import type { EventRow } from '../query/event-row.ts'
import { StoreError } from '../store/store-error.ts'

/** Where a page ended: the key of its last event, and how many with this very key were given so far. */
export interface PageCursor {
  time: number
  received: number
  sensor: string
  /** 0 for events without seq. */
  seq: number
  given: number
}

/** One word that can stand in an address. */
export function writeCursor({ time, received, sensor, seq, given }: PageCursor): string {
  return Buffer.from(JSON.stringify([time, received, sensor, seq, given])).toString('base64url')
}

/** @throws StoreError CURSOR_INVALID */
export function readCursor(text: string): PageCursor {
  const cursor = parsed(text)
  if (cursor !== undefined) return cursor
  throw new StoreError(
    'CURSOR_INVALID',
    'the cursor is none that a page gave',
    'Take `next` of the page before, or begin with the first page.',
  )
}

function parsed(text: string): PageCursor | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    if (!Array.isArray(value) || value.length !== 5) return undefined
    const [time, received, sensor, seq, given] = value as unknown[]
    const numbers = [time, received, seq, given]
    if (typeof sensor !== 'string' || !numbers.every(Number.isSafeInteger)) return undefined
    return { time, received, sensor, seq, given } as PageCursor
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** The cursor after the last of some events in their order, which began after `before`. */
export function cursorAfter(
  rows: readonly EventRow[],
  before: PageCursor | undefined,
): PageCursor | undefined {
  const last = rows.at(-1)
  if (last === undefined) return before
  const key = keyOf(last)
  const same = rows.filter(row => isSame(keyOf(row), key)).length
  const given = before !== undefined && isSame(before, key) ? before.given + same : same
  return { ...key, given }
}

/** What holds for the event of a cursor and all after it. */
export const fromCursorOn = `"time" <= $cursorTime AND ("time" < $cursorTime OR "received" < $cursorReceived
  OR ("received" = $cursorReceived AND ("sensor" < $cursorSensor
  OR ("sensor" = $cursorSensor AND coalesce("seq", 0) <= $cursorSeq))))`

export function cursorParameters({ time, received, sensor, seq }: PageCursor): DuckParameters {
  return {
    cursorTime: BigInt(time),
    cursorReceived: BigInt(received),
    cursorSensor: sensor,
    cursorSeq: BigInt(seq),
  }
}

type Key = Omit<PageCursor, 'given'>

function keyOf(row: EventRow): Key {
  return {
    time: row.time as number,
    received: row.received as number,
    sensor: row.sensor as string,
    seq: (row.seq ?? 0) as number,
  }
}

function isSame(left: Key, right: Key): boolean {
  return (
    left.time === right.time &&
    left.received === right.received &&
    left.sensor === right.sensor &&
    left.seq === right.seq
  )
}
