import { expect, test } from 'vitest'
import { findPage } from '../search/find-page.ts'
import { storeForTests } from '../search/store-for-tests.ts'
import { parseQuery } from './parse-query.ts'
import { exampleEvents, exampleNowUs } from './testing/example-events.ts'

test('a store finds fields inside of `rest`, as imports write it', async () => {
  await using made = await storeForTests(Object.values(exampleEvents).map(({ event }) => event))
  const typesFound = async (text: string) => {
    const reading = parseQuery(text, { nowUs: exampleNowUs, utc: true })
    if (reading.status === 'invalid') throw new Error(reading.message)
    const { events } = await findPage(made.store, { query: reading.query })
    return events.map(({ event }) => event.type)
  }
  expect(await typesFound('queuedBytes>2MB')).toEqual(['Status'])
  expect(await typesFound('policyProblems.path:api.*')).toEqual(['Status'])
  expect(await typesFound('dropped.quota.Window>5')).toEqual(['Status'])
  expect(await typesFound('address:10.0.0.0/8')).toEqual(['Install'])
  expect(await typesFound('rest.commandClasses:powershell')).toEqual(['ClipboardWrite'])
  expect(await typesFound('"Invoice \\"final\\""')).toEqual(['Download'])
  expect(await typesFound('is\\ no\\ number')).toEqual(['Status'])
  expect(await typesFound('rest.extension:(iso OR img) rest.bytes>1000000')).toEqual(['Download'])
  expect(await typesFound('mshta OR nothing-has-this')).toEqual(['ClipboardWrite'])
  expect(await typesFound('nothing-has-this')).toEqual([])
})
