import { expect, test } from 'vitest'
import { severityOf } from './severity.ts'

test.each([
  { type: 'Status', severity: 'high' },
  { type: 'Dropped', severity: 'high' },
  { type: 'Install', severity: 'high' },
  { type: 'WindowLocation', severity: 'normal' },
  { type: 'TextInput', severity: 'normal' },
  { type: 'Window', severity: 'low' },
  { type: 'SomethingNewer', severity: 'normal' },
  { type: 'constructor', severity: 'normal' },
])('$type is $severity', ({ type, severity }) => {
  expect(severityOf(type)).toBe(severity)
})
