import { sqlName } from '../duck/sql-text.ts'
import { type EventColumnName, eventColumns } from '../query/event-columns.ts'
import { countedColumns } from '../store/counted-columns.ts'
import type { Store } from '../store/open-store.ts'
import { type Asked, type Condition, conditionOf, partsFor } from './condition.ts'
import { countParts } from './counted-parts.ts'
import { compareValues, createFacetCounts, type Facet, type Facets } from './facet-counts.ts'

export type { Facet, Facets } from './facet-counts.ts'

export interface FacetsAsked extends Asked {
  /** Columns of `events`. @default 12 of them: `usualFacets` */
  fields?: readonly EventColumnName[] | undefined
  /** Most values of a field, 1 to 1,000. @default 10 */
  top?: number | undefined
}

export const usualFacets: readonly EventColumnName[] = countedColumns

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
  const counts = createFacetCounts(fields)
  const left = fields.every(isCounted)
    ? await countParts(store, condition, { wanted: fields, add: counts.addPart })
    : await partsFor(store, condition)
  if (!counts.isEmpty()) {
    // What is read beside counts can only be ranked together with them.
    const rows =
      left.length === 0 ? [] : await readFacets(store, condition, { fields, from: store.from(left) })
    for (const row of rows) counts.add(row)
    return counts.facets(top)
  }
  const rows = await readFacets(store, condition, { fields, from: store.from(left), top })
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

interface FacetReading {
  fields: readonly EventColumnName[]
  from: string
  /** Most values of a field. @default all */
  top?: number
}

async function readFacets(
  store: Store,
  condition: Condition,
  { fields, from, top }: FacetReading,
): Promise<FacetRow[]> {
  const found = `SELECT ${fields.map(sqlName).join(', ')} FROM ${from} WHERE ${condition.sql}`
  return await store.rows<FacetRow>(
    isCostly(condition)
      ? `WITH found AS MATERIALIZED (${found}) ${facetsSql(fields, 'found', top)}`
      : facetsSql(fields, `(${found})`, top),
    condition.parameters,
  )
}

function isCounted(field: EventColumnName): field is (typeof countedColumns)[number] {
  return (countedColumns as readonly EventColumnName[]).includes(field)
}

/** Looking into texts once for each field would cost more than keeping what was found. */
function isCostly({ texts, sql }: Condition): boolean {
  return texts.length > 0 || /contains|regexp|like/i.test(sql)
}

function facetsSql(fields: readonly EventColumnName[], found: string, top: number | undefined): string {
  const ranked = `row_number() OVER (ORDER BY "value" IS NULL, "events" DESC, "value") <= ${top}`
  const kept = top === undefined ? '' : `QUALIFY "value" IS NULL OR ${ranked}`
  return fields
    .map(
      (field, index) => `(
        SELECT ${index} AS "field", ${textOf(field)} AS "value", "events",
          sum("events") OVER () AS "all", count("value") OVER () AS "values"
        FROM (${isFlag(field) ? flagCounts(field, found) : valueCounts(field, found)})
        ${kept})`,
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
  return {
    field,
    covered: (rows[0]?.all ?? 0) - without,
    values: rows[0]?.values ?? 0,
    top: rows.flatMap(({ value, events }) => (value === null ? [] : [{ value, events }])).sort(compareValues),
  }
}
