import { sqlName } from '../duck/sql-text.ts'
import type { EventRow } from '../query/event-row.ts'

/** Newest first; the columns after `seq` only tell apart events that have no id or share one. */
const orderColumns = [
  'time',
  'received',
  'sensor',
  'seq',
  'epoch',
  'type',
  'path',
  'rest',
  'textHash',
] as const

export const pageOrder = orderColumns.map(name => `${sqlName(name)} DESC NULLS LAST`).join(', ')

/** Compares as `pageOrder` does. */
export function compareRows(left: EventRow, right: EventRow): number {
  for (const name of orderColumns) {
    const order = compareValues(left[name], right[name])
    if (order !== 0) return order
  }
  return 0
}

type Value = EventRow[keyof EventRow]

function compareValues(left: Value, right: Value): number {
  if (left === right) return 0
  if (left === null) return 1
  if (right === null) return -1
  if (typeof left === 'number' && typeof right === 'number') return right - left
  return Buffer.compare(bytesOf(right), bytesOf(left))
}

/** The database compares texts by their UTF-8 bytes. */
function bytesOf(value: Value): Uint8Array {
  return value instanceof Uint8Array ? value : Buffer.from(String(value))
}
