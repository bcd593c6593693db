import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventColumns } from './event-columns.ts'
import type { EventRow } from './event-row.ts'
import { jsonTexts, readRest } from './json-values.ts'
import { rowMatches } from './matches.ts'
import { parseQuery } from './parse-query.ts'
import type { NeededText, QueryReading } from './query.ts'
import { requiredTexts } from './required-texts.ts'
import { anyEvent } from './testing/events-for-tests.ts'
import { anyQuery, testOptions } from './testing/queries-for-tests.ts'
import { rowOf } from './testing/table-for-tests.ts'
import { textMatches } from './text-pattern.ts'
import { timeRange } from './time-range.ts'

const freeText = eventColumns.filter(column => column.freeText).map(({ name }) => name)

function has(row: EventRow, { columns, pattern, whole }: NeededText): boolean {
  const texts = (columns ?? freeText).flatMap(name =>
    name === 'rest' ? jsonTexts(readRest(row.rest)) : [row[name]].filter(value => typeof value === 'string'),
  )
  return texts.some(text => textMatches(pattern, text, whole))
}

test('an event that meets a query has every text that the query needs, and lies in its time', () => {
  let met = 0
  const rows = fc.sample(anyEvent, 40).map(rowOf)
  fc.assert(
    fc.property(anyQuery, query => {
      const needs = requiredTexts(query)
      const { fromUs, toUs } = timeRange(query)
      for (const row of rows) {
        if (!rowMatches(query, row)) continue
        if (needs.length > 0) met++
        expect(needs.filter(({ anyOf }) => !anyOf.some(one => has(row, one)))).toEqual([])
        expect(row.time).toBeGreaterThanOrEqual(fromUs ?? 0)
        expect(row.time).toBeLessThanOrEqual(toUs ?? Number.MAX_SAFE_INTEGER)
      }
    }),
    { numRuns: 500 },
  )
  expect(met).toBeGreaterThan(100)
})

const needsOf = (text: string) => requiredTexts(queryOf(parseQuery(text, testOptions)))

function queryOf(reading: QueryReading) {
  if (reading.status === 'invalid') throw new Error(reading.message)
  return reading.query
}

test.each([
  ['mshta', 1],
  ['mshta host:example.com -type:Window', 2],
  ['mshta OR curl', 1],
  ['mshta OR tab:3', 0],
  ['(mshta tab:3) OR curl', 1],
  ['-mshta', 0],
  ['path:*', 0],
  ['search:""', 0],
  ['tab:3', 0],
  ['rest.code:42', 0],
  ['rest.code:t*', 0],
  ['rest.code:mshta', 1],
  ['textHash:QUJD*', 0],
  ['epoch:00000000000000aa', 0],
  ['sensor:laptop-7', 1],
  ['', 0],
])('%s needs %i texts', (text, count) => {
  expect(needsOf(text).length).toBe(count)
})

test.each([
  ['since:24h', { fromUs: testOptions.nowUs - 86_400_000_000 }],
  ['time:2026-11-22', { fromUs: Date.UTC(2026, 10, 22) * 1000, toUs: Date.UTC(2026, 10, 23) * 1000 - 1 }],
  ['time>2026-11-22', { fromUs: Date.UTC(2026, 10, 23) * 1000 }],
  ['time<2026-11-22', { toUs: Date.UTC(2026, 10, 22) * 1000 - 1 }],
  ['until:2026-11-22 x', { toUs: Date.UTC(2026, 10, 23) * 1000 - 1 }],
  [
    'time:2026-11-22 OR time:2026-11-24',
    { fromUs: Date.UTC(2026, 10, 22) * 1000, toUs: Date.UTC(2026, 10, 25) * 1000 - 1 },
  ],
  ['since:24h OR x', {}],
  ['-since:24h', {}],
  ['', {}],
])('%s bounds the time', (text, range) => {
  expect(timeRange(queryOf(parseQuery(text, testOptions)))).toEqual(range)
})
