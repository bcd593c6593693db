import { sqlName } from '../duck/sql-text.ts'
import { type EventColumnName, eventColumns } from '../query/event-columns.ts'
import type { Store } from '../store/open-store.ts'
import { type Asked, type Condition, conditionOf, partsFor } from './condition.ts'

export interface FacetsAsked extends Asked {
  /** Columns of `events`. @default 12 of them: `usualFacets` */
  fields?: readonly EventColumnName[] | undefined
  /** Most values of a field, 1 to 1,000. @default 10 */
  top?: number | undefined
}

export interface Facets {
  /** Events that meet the query. */
  events: number
  fields: Facet[]
}

/** How the values of one field are spread. */
export interface Facet {
  field: EventColumnName
  /** Events that have the field. */
  covered: number
  /** Different values. */
  values: number
  /** Most frequent first. */
  top: { value: string; events: number }[]
}

export const usualFacets: readonly EventColumnName[] = [
  'type',
  'severity',
  'hostname',
  'protocol',
  'inputType',
  'incognito',
  'filled',
  'sensor',
  'group',
  'label',
  'device',
  'user',
]

interface FacetRow {
  field: number
  value: string | null
  events: number
  all: number
  values: number
}

/** Top values and coverage of several fields at once. */
export async function facets(store: Store, asked: FacetsAsked = {}): Promise<Facets> {
  const fields = asked.fields ?? usualFacets
  const top = Math.min(1000, Math.max(1, Math.floor(asked.top ?? 10)))
  const condition = conditionOf(asked)
  const from = store.from(await partsFor(store, condition))
  const found = `SELECT ${fields.map(sqlName).join(', ')} FROM ${from} WHERE ${condition.sql}`
  const rows = await store.rows<FacetRow>(
    isCostly(condition)
      ? `WITH found AS MATERIALIZED (${found}) ${facetsSql(fields, 'found', top)}`
      : facetsSql(fields, `(${found})`, top),
    condition.parameters,
  )
  return {
    events: rows[0]?.all ?? 0,
    fields: fields.map((field, index) =>
      facetOf(
        field,
        rows.filter(row => row.field === index),
      ),
    ),
  }
}

/** Looking into texts once for each field would cost more than keeping what was found. */
function isCostly({ texts, sql }: Condition): boolean {
  return texts.length > 0 || /contains|regexp|like/i.test(sql)
}

function facetsSql(fields: readonly EventColumnName[], found: string, top: number): string {
  return fields
    .map(
      (field, index) => `(
        SELECT ${index} AS "field", ${textOf(field)} AS "value", "events",
          sum("events") OVER () AS "all", count("value") OVER () AS "values"
        FROM (${isFlag(field) ? flagCounts(field, found) : valueCounts(field, found)})
        QUALIFY "value" IS NULL OR row_number() OVER (ORDER BY "value" IS NULL, "events" DESC, "value") <= ${top})`,
    )
    .join(' UNION ALL ')
}

/** Hashes as queries take them. */
function textOf(field: EventColumnName): string {
  return field === 'textHash' ? 'to_base64("value")' : '"value"::VARCHAR'
}

function isFlag(field: EventColumnName): boolean {
  return eventColumns.some(({ name, sqlType }) => name === field && sqlType === 'BOOLEAN')
}

function valueCounts(field: EventColumnName, found: string): string {
  return `SELECT ${sqlName(field)} AS "value", count(*) AS "events" FROM ${found} GROUP BY ALL`
}

/** The same of a flag in a third of the time: counting needs no groups. */
function flagCounts(field: EventColumnName, found: string): string {
  const flag = sqlName(field)
  return `SELECT * FROM (
      SELECT unnest([true, false, NULL]) AS "value", unnest(counts) AS "events" FROM (
        SELECT [count_if(${flag}), count(${flag}) - count_if(${flag}), count(*) - count(${flag})] AS counts FROM ${found}))
    WHERE "events" > 0`
}

function facetOf(field: EventColumnName, rows: readonly FacetRow[]): Facet {
  const without = rows.find(row => row.value === null)?.events ?? 0
  const top = rows.flatMap(({ value, events }) => (value === null ? [] : [{ value, events }]))
  return {
    field,
    covered: (rows[0]?.all ?? 0) - without,
    values: rows[0]?.values ?? 0,
    top: top.sort((left, right) => right.events - left.events || (left.value < right.value ? -1 : 1)),
  }
}
