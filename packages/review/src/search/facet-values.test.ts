import { expect, test, vi } from 'vitest'
import { parseQuery } from '../query/parse-query.ts'
import { sampleEvent } from '../sample-events.ts'
import { facets } from './facets.ts'
import { findPage } from './find-page.ts'
import { storeForTests } from './store-for-tests.ts'

vi.setConfig({ testTimeout: 60_000 })

test('a hash that facets count is one that queries find', async () => {
  const textHash = 'q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k='
  const typed = { type: 'TextInput', textHash, textLength: 12, inputType: 'password' }
  await using made = await storeForTests([sampleEvent(1, typed), sampleEvent(2, typed), sampleEvent(3)])
  const { fields } = await facets(made.store, { fields: ['textHash'] })
  expect(fields).toEqual([
    { field: 'textHash', covered: 2, values: 1, top: [{ value: textHash, events: 2 }] },
  ])
  const read = parseQuery(`textHash:${textHash}`, { nowUs: 0 })
  const found = await findPage(made.store, read.status === 'ok' ? { query: read.query } : {})
  expect(found.events.map(({ event }) => event.seq)).toEqual([2, 1])
})
