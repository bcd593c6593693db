import { sqlName } from '../../duck/sql-text.ts'
import { type EventColumn, eventColumns } from '../../query/event-columns.ts'

/** The id of an event as a number: equal ids give equal numbers; equal numbers are looked at closer. */
export function idHash(table: string): string {
  const [sensor, epoch, seq, type, time] = ['sensor', 'epoch', 'seq', 'type', 'time'].map(
    name => `${table}.${sqlName(name)}`,
  )
  return `CASE WHEN ${epoch} IS NULL OR ${seq} IS NULL THEN hash(${sensor}, ${type}, ${time}) ELSE hash(${sensor}, ${epoch}, ${seq}) END`
}

/** What an event says, as SQL values: `received` and what the store resolves are no part of it. */
export function contentSql(table: string): string[] {
  const columns: readonly EventColumn[] = eventColumns
  const own = columns.filter(({ name, wireField }) => wireField !== undefined && name !== 'received')
  return [
    ...own.map(({ name }) => `${table}.${sqlName(name)}`),
    `CASE WHEN ${table}."type" = 'WindowLocation' THEN ${table}.hostname END`,
    `${table}.rest`,
  ]
}

/** Names of all columns of `events`, for a table. */
export function allColumns(table?: string): string {
  return eventColumns
    .map(({ name }) => `${table === undefined ? '' : `${table}.`}${sqlName(name)}`)
    .join(', ')
}

export const usPerDay = 86_400_000_000

/** Such as `2026-11-23`, of a number of days since 1970 UTC. */
export function dayName(days: number): string {
  return new Date((days * usPerDay) / 1000).toISOString().slice(0, 10)
}
