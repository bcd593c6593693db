import { expect, test } from 'vitest'
import { isUnencrypted } from './status-facts.ts'

test.each([
  { protocol: 'http', hostname: 'gateway.example', unencrypted: true },
  { protocol: 'http', hostname: '10.0.0.7', unencrypted: true },
  { protocol: 'http', hostname: 'localhost.example', unencrypted: true },
  { protocol: 'http', hostname: 'localhost', unencrypted: false },
  { protocol: 'http', hostname: 'gateway.localhost', unencrypted: false },
  { protocol: 'http', hostname: '127.0.0.1', unencrypted: false },
  { protocol: 'http', hostname: '::1', unencrypted: false },
  { protocol: 'http', hostname: '[::1]', unencrypted: false },
  { protocol: 'https', hostname: 'gateway.example', unencrypted: false },
])('$protocol to $hostname is in clear: $unencrypted', ({ unencrypted, ...api }) => {
  expect(isUnencrypted(api)).toBe(unencrypted)
})
