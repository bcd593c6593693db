import type { Duck } from '../../duck/duck.ts'
import { openDuck } from '../../duck/duck.ts'
import type { DuckParameter } from '../../duck/values.ts'
import { compileQuery } from '../compile-query.ts'
import { eventColumns } from '../event-columns.ts'
import { type EventRow, rowOfEvent } from '../event-row.ts'
import type { EventInContext, Query } from '../query.ts'

/** The row that a store has of an event. */
export function rowOf({ event, ...context }: EventInContext): EventRow {
  return { ...rowOfEvent(event), ...context }
}

/** A database with a table `events` of these rows, numbered in the column `id`. */
export async function tableOf(rows: readonly EventRow[]): Promise<Duck> {
  const duck = await openDuck({ threads: 1 })
  const columns = eventColumns.map(({ name, sqlType }) => `"${name}" ${sqlType}`)
  await duck.run(`CREATE TABLE events (id INTEGER, ${columns.join(', ')})`)
  const places = eventColumns.map((_, index) => `$c${index}`)
  for (const [id, row] of rows.entries()) {
    const values: Record<string, DuckParameter> = { id }
    for (const [index, { name, sqlType }] of eventColumns.entries()) {
      const value = row[name]
      values[`c${index}`] = sqlType === 'BIGINT' && typeof value === 'number' ? BigInt(value) : value
    }
    await duck.run(`INSERT INTO events VALUES ($id, ${places.join(', ')})`, values)
  }
  return duck
}

/** The ids that each query finds, all in one statement. */
export async function idsFound(duck: Duck, queries: readonly Query[]): Promise<number[][]> {
  const parameters: Record<string, DuckParameter> = {}
  const lists = queries.map((query, index) => {
    const compiled = compileQuery(query)
    for (const [name, value] of Object.entries(compiled.parameters)) parameters[`b${index}${name}`] = value
    const condition = compiled.sql.replace(/\$(q\d+)/g, `$b${index}$1`)
    return `list(id ORDER BY id) FILTER (WHERE ${condition}) AS "${index}"`
  })
  const [row] = await duck.rows<Record<string, number[] | null>>(
    `SELECT ${lists.join(', ')} FROM events`,
    parameters,
  )
  return queries.map((_, index) => row?.[index] ?? [])
}
