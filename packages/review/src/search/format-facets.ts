import { plainWord } from '../plain-text.ts'
import { barOf } from './bar-picture.ts'
import type { Facet, Facets } from './facets.ts'

const mostValue = 50
const mostBar = 40
const leastBar = 3

/** Facets for a terminal that is so many columns wide: each field with its most frequent values. */
export function* formatFacets(
  { events, fields }: Facets,
  { columns }: { columns: number },
): Generator<string> {
  yield `${events} events`
  for (const facet of fields.filter(({ covered }) => covered > 0)) {
    yield ''
    yield* facetLines(facet, events, columns)
  }
  const without = fields.filter(({ covered }) => covered === 0).map(({ field }) => field)
  if (events > 0 && without.length > 0) yield* ['', `No event has: ${without.join(', ')}`]
}

function* facetLines(
  { field, covered, values, top }: Facet,
  events: number,
  columns: number,
): Generator<string> {
  const share = covered === events ? 'all have it' : `${covered} have it`
  yield `${field}: ${share}, ${values} ${values === 1 ? 'value' : 'values'}${values > top.length ? `, the first ${top.length}` : ''}`
  const most = Math.max(...top.map(one => one.events))
  const names = top.map(({ value }) => plainWord(value, mostValue))
  const nameWidth = Math.max(...names.map(name => name.length))
  const countWidth = String(most).length
  const width = Math.min(mostBar, Math.max(leastBar, columns - nameWidth - countWidth - 7))
  for (const [index, one] of top.entries())
    yield `  ${(names[index] ?? '').padEnd(nameWidth)}  ${String(one.events).padStart(countWidth)}  ${barOf(one.events, most, width)}`
}
