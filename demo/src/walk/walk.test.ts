import { expect, test } from 'vitest'
import { expectedEvents, walkActions } from './walk.ts'

const site = { url: 'http://127.0.0.1:4000/', otherUrl: 'http://localhost:4000/' }

test.each(walkActions.map(action => [action.name, action] as const))(
  'the action "%s" names at least one event that it must produce',
  (_name, action) => {
    expect(action.expects(site).length).toBeGreaterThan(0)
  },
)

test('the walk produces at least 40 events, of each type that pages give', () => {
  const types = Map.groupBy(expectedEvents(site), event => event.type)

  expect(expectedEvents(site).length).toBeGreaterThanOrEqual(40)
  expect([...types.keys()].toSorted()).toEqual(['TextInput', 'Window', 'WindowLocation'])
})

test('a password is typed at least twice in one place and once in another', () => {
  const passwords = expectedEvents(site).filter(
    event => event.type === 'TextInput' && event.inputType === 'password',
  )
  const places = Map.groupBy(passwords, event => ('address' in event ? event.address : ''))

  expect(places.get(`${site.url}sign-in.html`)).toHaveLength(2)
  expect(places.get(`${site.otherUrl}secure/sign-in.html`)).toHaveLength(1)
})
