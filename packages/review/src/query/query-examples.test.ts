import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Duck } from '../duck/duck.ts'
import { matches } from './matches.ts'
import { parseQuery } from './parse-query.ts'
import { exampleEvents, exampleNowUs } from './testing/example-events.ts'
import { exampleSections } from './testing/query-examples.ts'
import { languagePage } from './testing/query-language-page.ts'
import { idsFound, rowOf, tableOf } from './testing/table-for-tests.ts'

const names = Object.keys(exampleEvents)
const events = Object.values(exampleEvents)
let duck: Duck
beforeAll(async () => {
  duck = await tableOf(events.map(rowOf))
})
afterAll(() => duck.close())

describe.each(exampleSections)('$title', ({ examples }) => {
  test.each(examples)('%s finds %s', async (text, finds) => {
    const reading = parseQuery(text, { nowUs: exampleNowUs, utc: true })
    if (reading.status === 'invalid') throw new Error(reading.message)
    const expected = finds.split(' ').filter(name => name !== '')
    const plain = names.filter((_, index) => matches(reading.query, events[index] as (typeof events)[number]))
    expect(plain).toEqual(expected)
    const [ids] = await idsFound(duck, [reading.query])
    expect(ids?.map(id => names[id])).toEqual(expected)
  })
})

test('there are 60 examples and more', () => {
  expect(exampleSections.flatMap(({ examples }) => examples).length).toBeGreaterThanOrEqual(60)
})

test('docs/query-language.md is what the examples say (`vitest run FILE -u` writes it)', async () => {
  const page = new URL('../../../../docs/query-language.md', import.meta.url)
  await expect(languagePage()).toMatchFileSnapshot(page.pathname)
})
