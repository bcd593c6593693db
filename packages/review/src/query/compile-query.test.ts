import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rowMatches } from './matches.ts'
import { printQuery } from './print-query.ts'
import { anyEvent } from './testing/events-for-tests.ts'
import { anyQuery } from './testing/queries-for-tests.ts'
import { idsFound, rowOf, tableOf } from './testing/table-for-tests.ts'

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
