import { globSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Import, importsOf, violationOf } from './import-rules.ts'

const files = globSync('{packages/*,extension,demo,e2e,faults,bench,tools}/**/*.ts', {
  exclude: path => /node_modules|dist/.test(path),
})

test('every import in the tree is allowed', () => {
  const violations = files
    .flatMap(file => importsOf(file))
    .map(one => ({ ...one, violation: violationOf(one) }))
    .filter(one => one.violation !== undefined)
  expect(files.length).toBeGreaterThan(20)
  expect(violations).toEqual([])
})

const forbidden = [
  ['packages/gateway/src/a.ts', '@weaklayer/review'],
  ['packages/wire/src/a.ts', '@weaklayer/gateway'],
  ['packages/review/src/a.ts', 'weaklayer'],
  ['demo/src/a.ts', '@weaklayer/e2e'],
  ['extension/src/delivery/a.ts', 'webextension-polyfill'],
  ['extension/src/content/text-input.ts', '../worker/inbox.ts'],
  ['extension/src/content/text-input.ts', 'zod'],
  ['extension/src/delivery/uploader.ts', '../platform/browser.ts'],
  ['extension/src/delivery/uploader.ts', '../../../packages/wire/src/index.ts'],
  ['packages/gateway/src/outputs/filesystem.ts', '../routes/events.ts'],
  ['packages/review/src/search/page.ts', '@duckdb/node-api'],
  ['packages/review/src/query/compile-query.ts', '../store/open-store.ts'],
] as const

test.each(forbidden)('%s may not import %s', (from, specifier) => {
  expect(violationOf({ from, specifier, typeOnly: false })).toBeTypeOf('string')
})

const allowed: Import[] = [
  { from: 'packages/cli/src/a.ts', specifier: '@weaklayer/gateway', typeOnly: false },
  { from: 'extension/src/content/link.ts', specifier: '../protocol.ts', typeOnly: true },
  { from: 'extension/src/worker/entry.ts', specifier: '../platform/browser.ts', typeOnly: false },
  { from: 'extension/src/platform/browser.ts', specifier: 'webextension-polyfill', typeOnly: false },
  { from: 'packages/gateway/src/routes/events.ts', specifier: '../outputs/output.ts', typeOnly: false },
]

test.each(allowed)('$from may import $specifier', one => {
  expect(violationOf(one)).toBeUndefined()
})

test('type imports, re-exports and dynamic imports are all read', () => {
  const source =
    "import type { A } from 'a'\nexport { b } from 'b'\nawait import('c')\nimport { type D, e } from 'd'"
  expect(importsOf('x.ts', source)).toEqual([
    { from: 'x.ts', specifier: 'a', typeOnly: true },
    { from: 'x.ts', specifier: 'd', typeOnly: false },
    { from: 'x.ts', specifier: 'b', typeOnly: false },
    { from: 'x.ts', specifier: 'c', typeOnly: false },
  ])
})
