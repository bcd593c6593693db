import type { EventColumnName } from '../query/event-columns.ts'
import type { Counted, PartCounts } from '../store/read-counts.ts'
import { compareBytes } from './compare-bytes.ts'

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

type ValueCount = Facet['top'][number]

/** Adds up how often values occur, of all values of some fields. */
export function createFacetCounts(fields: readonly EventColumnName[]) {
  const byField = fields.map(() => new Map<string | null, number>())

  function add({ field, value, events }: { field: number; value: string | null; events: number }): void {
    const counts = byField[field]
    counts?.set(value, (counts.get(value) ?? 0) + events)
  }

  return {
    add,
    addPart({ columns }: PartCounts): void {
      for (const [field, name] of fields.entries()) {
        const { values, events } = columns.get(name as Counted) ?? { values: [], events: [] }
        for (const [index, value] of values.entries()) add({ field, value, events: events[index] as number })
      }
    },
    isEmpty: () => byField.every(counts => counts.size === 0),
    facets: (top: number): Facets => ({
      events: sum(byField[0] ?? new Map()),
      fields: byField.map((counts, field) => facetOf(fields[field] as EventColumnName, counts, top)),
    }),
  }
}

function facetOf(field: EventColumnName, counts: ReadonlyMap<string | null, number>, top: number): Facet {
  const without = counts.get(null) ?? 0
  return {
    field,
    covered: sum(counts) - without,
    values: counts.size - (counts.has(null) ? 1 : 0),
    top: mostFrequent(counts, top),
  }
}

function mostFrequent(counts: ReadonlyMap<string | null, number>, top: number): ValueCount[] {
  const least =
    Float64Array.from(counts.values())
      .sort()
      .at(-top - 1) ?? 0
  return [...counts]
    .flatMap(([value, events]) => (value === null || events < least ? [] : [{ value, events }]))
    .sort(compareValues)
    .slice(0, top)
}

/** Most frequent first; of values that are as frequent, the first by their bytes, as the database takes them. */
export function compareValues(left: ValueCount, right: ValueCount): number {
  return right.events - left.events || compareBytes(left.value, right.value)
}

function sum(counts: ReadonlyMap<string | null, number>): number {
  return [...counts.values()].reduce((total, events) => total + events, 0)
}
