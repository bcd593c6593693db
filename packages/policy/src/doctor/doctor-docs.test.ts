import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { doctorCodes } from './doctor-codes.ts'

const pageOf = (name: string) => readFileSync(new URL(`../../../../docs/${name}`, import.meta.url), 'utf8')
const errors = pageOf('errors.md').split('\n')
const page = pageOf('doctor.md')

/** They mean the same for the gateway or the sensor, and have their row there. */
const shared = new Set(['CERTIFICATE_EXPIRED', 'KEY_REFUSED', 'NOT_THE_GATEWAY'])

test.each(Object.entries(doctorCodes))('docs/errors.md has %s, with what to do', (code, { level, todo }) => {
  const row = errors.find(line => line.startsWith(`| \`${code}\` |`))
  if (shared.has(code)) expect(row).toMatch(/\| \S.+ \| \S.+ \|$/)
  else expect(row).toMatch(new RegExp(`^\\| \`${code}\` \\| ${level} \\| \\S.+ \\| `))
  if (!shared.has(code)) expect(row).toContain(` | ${todo} |`)
})

test('docs/doctor.md has a row for every check', () => {
  const checks = new Set(Object.values(doctorCodes).map(({ check }) => check))
  expect(checks.size).toBeGreaterThan(8)
  for (const check of checks) expect(page).toContain(`\n| ${check} | `)
})
