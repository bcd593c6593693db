import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { helpText } from './start/options.ts'

const page = (name: string) => readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8')
const sources = globSync('**/*.ts', { cwd: import.meta.dirname }).filter(file => !file.endsWith('.test.ts'))
const codes = sources.flatMap(file =>
  [...readFileSync(join(import.meta.dirname, file), 'utf8').matchAll(/code: '([A-Z_]+)'/g)].map(
    ([, code]) => code,
  ),
)

test('the sources name codes', () => {
  expect(codes.length).toBeGreaterThan(15)
})

test.each([...new Set(codes)])('docs/errors.md says what %s means for the demo', code => {
  expect(page('errors.md').split('\n## The demo\n')[1]).toContain(`| \`${code}\` |`)
})

test('docs/getting-started.md shows options that exist', () => {
  const shown = [...page('getting-started.md').matchAll(/npm start -- (--[a-z]+)|`(--[a-z]+)`/g)]
  const options = shown.map(([, first, second]) => first ?? second ?? '')

  expect(options.length).toBeGreaterThan(3)
  for (const option of options) expect(helpText).toContain(option)
})
