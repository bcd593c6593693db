import { expect, test } from 'vitest'
import type { SensorView } from '../protocol.ts'
import { describeConnection } from './describe-connection.ts'
import { exampleNowMs, exampleView } from './example-view.ts'

const lastError = {
  code: 'KEY_REFUSED',
  message: 'The gateway has no verifier for this key.',
  todo: 'Ask.',
  atMs: exampleNowMs - 60_000,
}
const waiting = { events: 3, bytes: 900, oldestAgeMs: 1000 }

test.each([
  ['connected', 'The gateway is gateway.example.com.'],
  ['retrying', 'It tries again by itself. 3 events are kept in this browser; nothing is lost.'],
  ['refused', 'Nothing is sent. 3 events are kept in this browser; nothing is lost.'],
  ['misconfigured', 'Nothing is sent. 3 events are kept in this browser; nothing is lost.'],
  ['unconfigured', 'Nothing is sent from this browser.'],
  ['not_enrolled', 'At gateway.example.com. 3 events are kept in this browser; nothing is lost.'],
] as const satisfies [SensorView['connection']['state'], string][])('says %s as: %s', (state, detail) => {
  const text = describeConnection(exampleView({ connection: { state }, queue: waiting }), exampleNowMs)
  expect(text.detail).toBe(detail)
})

test('says a failed first sign-in differently from one that is under way', () => {
  const view = exampleView({ connection: { state: 'not_enrolled', lastError } })
  expect(describeConnection(view, exampleNowMs)).toMatchObject({ tone: 'warn', title: 'Not signed in yet' })
})

test('gives the last error with what to do, when, and the next try', () => {
  const view = exampleView({
    connection: { state: 'refused', lastError, retryAtMs: exampleNowMs + 7_200_000 },
  })
  const text = describeConnection(view, exampleNowMs)
  expect(text.lastError).toMatchObject({ code: 'KEY_REFUSED', todo: 'Ask.', at: { text: '1 minute ago' } })
  expect(text.nextTry?.text).toBe('in 2 hours')
})

test('announces no next try while connected', () => {
  const view = exampleView({ connection: { state: 'connected', retryAtMs: exampleNowMs + 1000 } })
  expect(describeConnection(view, exampleNowMs).nextTry).toBeUndefined()
})
