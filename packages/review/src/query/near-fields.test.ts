import { expect, test } from 'vitest'
import { nearFields } from './near-fields.ts'

test.each([
  ['input', ['inputType']],
  ['TEXT', ['textHash', 'textLength']],
  ['policy', ['policyHash', 'policyState', 'policyProblems']],
  ['hots', ['host']],
  ['agent', ['userAgent']],
  ['tp', ['type']],
  ['zzzzzzzz', []],
  ['i'.repeat(100_000), []],
])('somebody who wrote %.20s may have meant %j', (word, fields) => {
  expect(nearFields(word)).toEqual(fields)
})
