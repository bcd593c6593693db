import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { packageErrors } from './package-error.ts'

const page = readFileSync(new URL('../../../../docs/errors.md', import.meta.url), 'utf8')

test.each(Object.keys(packageErrors))('docs/errors.md says what %s means and what to do', code => {
  const row = page.split('\n').find(line => line.startsWith(`| \`${code}\` |`))
  expect(row).toMatch(/\| \S.+ \| \S.+ \|$/)
})
