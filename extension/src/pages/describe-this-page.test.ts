import { expect, test } from 'vitest'
import { describeThisPage } from './describe-this-page.ts'
import { exampleView } from './example-view.ts'

test.each([
  ['excluded', 'This site is on the list of sites where nothing is recorded.'],
  ['not_included', 'Only chosen sites are recorded, and this is not one of them.'],
  ['private_window', 'Private windows are not recorded.'],
  ['unsupported', 'The browser lets no extension look into pages of this kind.'],
  [undefined, 'The settings leave it out.'],
] as const)('says why a page is not recorded: %s', (reason, detail) => {
  const page = { host: 'x.example', recorded: false, ...(reason === undefined ? {} : { reason }) }
  expect(describeThisPage(exampleView({ page }))).toMatchObject({ title: 'Not recorded', detail })
})

test.each([
  ['ok', 'What is recorded of it is listed below.'],
  ['pending', 'It is noted in this browser as said below, and not sent.'],
] as const)('says of a recorded page under policy %s: %s', (state, detail) => {
  const view = exampleView({
    page: { host: 'x.example', recorded: true },
    policy: { state, source: 'managed', problems: [] },
  })
  expect(describeThisPage(view)).toEqual({ host: 'x.example', tone: 'good', title: 'Recorded', detail })
})

test('names no host of a page of the browser itself', () => {
  const page = { host: 'extensions', recorded: false, reason: 'unsupported' } as const
  expect(describeThisPage(exampleView({ page }))?.host).toBe('')
})

test('says nothing where there is no page', () => {
  expect(describeThisPage(exampleView())).toBeUndefined()
})
