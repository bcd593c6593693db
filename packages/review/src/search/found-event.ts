import type { Severity } from '@weaklayer/wire'
import { sqlName } from '../duck/sql-text.ts'
import { eventColumns } from '../query/event-columns.ts'
import { type EventRow, eventOfRow } from '../query/event-row.ts'
import type { EventInContext } from '../query/query.ts'

/** A stored event with what the store knows about it beyond its own fields. */
export interface FoundEvent extends EventInContext {
  severity: Severity
}

/** All columns of `events`, as they stand after SELECT. */
export const allColumns = eventColumns.map(({ name }) => sqlName(name)).join(', ')

export function foundEventOf(row: EventRow): FoundEvent {
  return {
    event: eventOfRow(row),
    label: row.label as string | null,
    device: row.device as string | null,
    user: row.user as string | null,
    hostname: row.hostname as string | null,
    severity: row.severity as Severity,
    conflict: row.conflict === true,
  }
}
