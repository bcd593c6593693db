import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseQuery } from './parse-query.ts'
import { printQuery } from './print-query.ts'
import { anyQuery, testOptions } from './testing/queries-for-tests.ts'

test('a printed query reads as the same query', () => {
  fc.assert(
    fc.property(anyQuery, query => {
      expect(parseQuery(printQuery(query), testOptions)).toEqual({ status: 'ok', query })
    }),
    { numRuns: 10_000 },
  )
})
