import { expect, test } from 'vitest'
import type { EventFacts, EventRecord } from '../delivery/records.ts'
import { rulesOf } from '../privacy/rules-for-tests.ts'
import { reviseEvent } from './revise-event.ts'

const facts: EventFacts = {
  top: true,
  incognito: false,
  scheme: 'https:',
  host: 'a.example',
  topHost: 'a.example',
}
const event = (type: string, more: object = {}, its: Partial<EventFacts> = {}): EventRecord => {
  const json = JSON.stringify({ type, time: 1, ...more })
  return { epochIndex: 1, seq: 1, type, timeUs: 1, json, bytes: json.length, facts: { ...facts, ...its } }
}
const address = { hostname: 'a.example', path: '/x', search: '?y', hash: '' }

test.each([
  { name: 'what policy does not touch stays', policy: {}, record: event('Window'), revision: 'keep' },
  {
    name: 'an excluded host goes',
    policy: { excludedHosts: ['a.example'] },
    record: event('Window'),
    revision: 'drop',
  },
  {
    name: 'a frame below an excluded page goes',
    policy: { excludedHosts: ['b.example'] },
    record: event('Window', {}, { top: false, topHost: 'b.example' }),
    revision: 'drop',
  },
  {
    name: 'a disabled type goes',
    policy: { disabledEvents: ['TextInput'] },
    record: event('TextInput', {}, { field: 'password' }),
    revision: 'drop',
  },
  {
    name: 'text outside the scope goes',
    policy: { text: { scope: 'password' } },
    record: event('TextInput', {}, { field: 'line' }),
    revision: 'drop',
  },
  {
    name: 'frames go with capture minimal',
    policy: { capture: 'minimal' },
    record: event('Window', {}, { top: false }),
    revision: 'drop',
  },
  {
    name: 'an address is cut to its host',
    policy: { urls: { detail: 'host' } },
    record: event('WindowLocation', address),
    revision: 'replace',
  },
  {
    name: 'an address that is a host already stays',
    policy: { urls: { detail: 'host' } },
    record: event('WindowLocation', { ...address, path: '', search: '' }),
    revision: 'keep',
  },
])('$name', ({ policy, record, revision }) => {
  expect(reviseEvent(record, rulesOf(policy)).do).toBe(revision)
})

test("the sensor's own events stay", () => {
  const { facts: _, ...status } = event('Status')
  expect(reviseEvent(status, rulesOf({ disabledEvents: ['Status'] })).do).toBe('keep')
})
