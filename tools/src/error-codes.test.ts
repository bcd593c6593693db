import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const page = readFileSync('docs/errors.md', 'utf8')
const sources = globSync('{packages/*,extension,demo}/{src,build}/**/*.ts', {
  exclude: path => /\.test\.ts$|fixtures|testing|node_modules|dist/.test(path),
})

/** Codes that never reach a user: another message stands for them. */
const internal = new Set(['ANSWER_TOO_LARGE', 'CALLED_WRONGLY', 'SHORT_WRITE'])

function codesIn(source: string): string[] {
  return [...source.matchAll(/code: '([A-Z][A-Z_]+)'/g)].flatMap(match => match[1] ?? [])
}

test('every error code that the sources give stands in docs/errors.md', () => {
  const codes = new Set(sources.flatMap(path => codesIn(readFileSync(path, 'utf8'))))
  expect(codes.size).toBeGreaterThan(20)
  expect([...codes].filter(code => !internal.has(code) && !page.includes(`\`${code}\``))).toEqual([])
})

test('a code is found in a source', () => {
  expect(codesIn("throw failure({ code: 'PLANTED_CODE', message })")).toEqual(['PLANTED_CODE'])
})
