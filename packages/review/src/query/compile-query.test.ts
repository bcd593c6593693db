import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sampleGroup, sampleSensor } from '../sample-events.ts'
import { rowMatches } from './matches.ts'
import { parseQuery } from './parse-query.ts'
import { printQuery } from './print-query.ts'
import { anyEvent } from './testing/events-for-tests.ts'
import { anyQuery, testOptions } from './testing/queries-for-tests.ts'
import { idsFound, rowOf, tableOf } from './testing/table-for-tests.ts'

test.each([
  ['path:~\\pL~', '\u{33071}', []],
  ['path:~\\PL~', '\u{33071}', [0]],
  ['path:~\\p{Ll}~', '\u{295}', []],
  ['path:~\u{33071}~', '\u{33071}', [0]],
  ['path:~\u{264}~', '\u{a7cb}', []],
  ['path:~\u{1fd3}~', '\u{390}', [0]],
  ['path:~\u{390}~', '\u{1fd3}', [0]],
] as const)('%s looks at %s as both libraries know it', async (text, path, ids) => {
  const event = { type: 'Odd', time: 1, received: 1, sensor: sampleSensor, group: sampleGroup, path }
  const known = { label: null, device: null, user: null, hostname: null, conflict: false }
  const row = rowOf({ event, ...known })
  const reading = parseQuery(text, testOptions)
  if (reading.status === 'invalid') throw new Error(reading.message)
  const duck = await tableOf([row])
  const found = await idsFound(duck, [reading.query])
  duck.close()
  expect(found).toEqual([ids])
  expect(rowMatches(reading.query, row)).toBe(ids.length === 1)
})

/** WEAKLAYER_QUERIES=20000 for a long run. */
const queriesInAll = Number(process.env.WEAKLAYER_QUERIES ?? 1000)
const queriesARound = 500
const queriesAStatement = 50
const eventsARound = 60

test('a compiled query finds the events that the plain filter finds', {
  timeout: queriesInAll * 50,
}, async () => {
  const seed = Number(process.env.WEAKLAYER_SEED ?? Date.now() % 2 ** 31)
  let found = 0
  for (let first = 0; first < queriesInAll; first += queriesARound) {
    const rows = fc.sample(anyEvent, { numRuns: eventsARound, seed: seed + first }).map(rowOf)
    const duck = await tableOf(rows)
    for (let next = first; next < first + queriesARound; next += queriesAStatement) {
      const queries = fc.sample(anyQuery, { numRuns: queriesAStatement, seed: seed + next })
      const results = await idsFound(duck, queries)
      for (const [index, query] of queries.entries()) {
        const expected = rows.flatMap((row, id) => (rowMatches(query, row) ? [id] : []))
        found += expected.length
        expect(results[index], `WEAKLAYER_SEED=${seed}: ${printQuery(query)}`).toEqual(expected)
      }
    }
    duck.close()
  }
  // Queries that find nothing would agree on anything.
  expect(found / queriesInAll).toBeGreaterThan(5)
})
