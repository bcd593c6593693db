import { expect, test } from 'vitest'
import { hostKind } from './host-kind.ts'

test.each([
  ['outlook.office.com', 'mail'],
  ['eur01.safelinks.protection.outlook.com', 'mail'],
  ['webmail.example.org', 'mail'],
  ['mail2.corp.example.com', 'mail'],
  ['acme.slack.com', 'chat'],
  ['chat.example.org', 'chat'],
  ['www.google.co.uk', 'search'],
  ['google.com', 'search'],
  ['mail.google.com', 'mail'],
  ['docs.google.com', 'other'],
  ['search.example.org', 'search'],
  ['mail.com.example.org', 'mail'],
  ['mailing.example.org', 'other'],
  ['www.example.org', 'other'],
  ['notslack.com', 'other'],
  ['10.0.0.1', 'other'],
  ['', 'other'],
] as const)('%s is of the kind %s', (host, kind) => {
  expect(hostKind(host)).toBe(kind)
})
