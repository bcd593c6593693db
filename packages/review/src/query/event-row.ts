import { fromBase64, type StoredEvent, severityOf, toBase64 } from '@weaklayer/wire'
import { type EventColumn, type EventColumnName, eventColumns } from './event-columns.ts'

/** One row of the view `events`. Whole numbers are `number`, `textHash` is bytes. */
export type EventRow = Record<EventColumnName, string | number | boolean | Uint8Array | null>

/** The columns that hold fields of events, by field. `hostname` holds one only of a WindowLocation. */
const fieldColumns: readonly EventColumn[] = eventColumns.filter(column => 'wireField' in column)

/** Fields of other types that name the host that an event is about, best first. */
export const hostFields = ['hostname', 'host', 'urlHost', 'pageHost'] as const
/** As SQL finds it in JSON text without looking for escapes. */
const plainHost = /^[^"\\]+$/

/**
 * An event as columns. A field whose value does not fit its column, or that has none, is in `rest`, so that
 * `eventOfRow` gives back the same value. What other events tell (label, device, user, the host of the page) is null.
 */
export function rowOfEvent(event: StoredEvent): EventRow {
  const row = Object.fromEntries(eventColumns.map(({ name }) => [name, null])) as EventRow
  const rest: [string, unknown][] = []
  for (const [field, value] of Object.entries(event)) {
    const column = columnOf(field, event.type)
    const fitting = column === undefined ? undefined : fittingValue(value, column)
    if (column === undefined || fitting === undefined) rest.push([field, value])
    else row[column.name as EventColumnName] = fitting
  }
  if (event.type !== 'WindowLocation') row.hostname = ownHost(event)
  row.severity = severityOf(event.type)
  row.conflict = false
  if (rest.length > 0) row.rest = JSON.stringify(Object.fromEntries(rest))
  return row
}

/** The event that a row was made of. */
export function eventOfRow(row: Partial<EventRow>): StoredEvent {
  const event: [string, unknown][] = []
  for (const { name, sqlType } of fieldColumns) {
    const value = row[name as EventColumnName]
    if (value === null || value === undefined) continue
    event.push([name, sqlType === 'BLOB' ? toBase64(value as Uint8Array) : value])
  }
  if (row.type === 'WindowLocation' && typeof row.hostname === 'string')
    event.push(['hostname', row.hostname])
  const rest = typeof row.rest === 'string' ? Object.entries(JSON.parse(row.rest) as object) : []
  return Object.fromEntries([...event, ...rest]) as StoredEvent
}

function columnOf(field: string, type: string): EventColumn | undefined {
  if (field === 'hostname')
    return type === 'WindowLocation'
      ? { name: 'hostname', sqlType: 'VARCHAR', kind: 'text', freeText: true }
      : undefined
  return fieldColumns.find(column => column.name === field)
}

/** The value as the column holds it; undefined when it would come back as another one. */
function fittingValue(value: unknown, { sqlType }: EventColumn): EventRow[EventColumnName] | undefined {
  if (typeof value === 'boolean') return sqlType === 'BOOLEAN' ? value : undefined
  if (typeof value === 'number') return fitsNumber(value, sqlType) ? value : undefined
  if (typeof value !== 'string') return undefined
  if (sqlType === 'BLOB') return exactBytes(value)
  // Texts of the database lose a byte order mark at their beginning on their way back.
  return sqlType === 'VARCHAR' && value.isWellFormed() && !value.startsWith('\ufeff') ? value : undefined
}

function fitsNumber(value: number, sqlType: EventColumn['sqlType']): boolean {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) return false
  return sqlType === 'BIGINT' || (sqlType === 'INTEGER' && Math.abs(value) < 2 ** 31)
}

function exactBytes(text: string): Uint8Array | undefined {
  const bytes = fromBase64(text)
  return bytes !== undefined && toBase64(bytes) === text ? bytes : undefined
}

function ownHost(event: StoredEvent): string | null {
  for (const field of hostFields) {
    const value = (event as Record<string, unknown>)[field]
    if (typeof value === 'string' && plainHost.test(value) && value.isWellFormed()) return value
  }
  return null
}
