import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

// Programs and a compiler run here, and perhaps everything else of the machine at the same time.
vi.setConfig({ testTimeout: 60_000 })

const root = join(import.meta.dirname, '../../..')
const page = readFileSync(join(root, 'docs/review-library.md'), 'utf8')
const examples = [...page.matchAll(/^## (.+?)\n(?:(?!^## ).*\n)*?```ts\n([\s\S]*?)```/gm)].map(
  ([, title = '', code = '']) => ({ title, code }),
)
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'review-docs-'))
  mkdirSync(join(folder, 'node_modules/@weaklayer'), { recursive: true })
  symlinkSync(join(root, 'packages/review'), join(folder, 'node_modules/@weaklayer/review'))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('every block of code of the page is one of the examples', () => {
  expect(examples).toHaveLength(page.match(/^```ts$/gm)?.length ?? 0)
  expect(examples.length).toBeGreaterThanOrEqual(6)
})

test.each(examples)('the example "$title" prints what it says', ({ code }) => {
  const said = [...code.matchAll(/^\/\/ prints (.*)$/gm)].map(([, line]) => line)
  writeFileSync(join(folder, 'example.ts'), code)
  const printed = execFileSync(process.execPath, ['example.ts'], { cwd: folder, encoding: 'utf8' })
  expect(said.length).toBeGreaterThan(0)
  expect(printed.trimEnd().split('\n')).toEqual(said)
})

test('the examples type-check', () => {
  const files = examples.map((example, index) => {
    writeFileSync(join(folder, `example-${index}.ts`), example.code)
    return `example-${index}.ts`
  })
  const compilerOptions = { types: ['node'], typeRoots: [join(root, 'node_modules/@types')] }
  const config = { extends: join(root, 'tsconfig.json'), compilerOptions, files, include: [] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const { stdout, status } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder], {
    encoding: 'utf8',
  })
  expect({ stdout, status }).toEqual({ stdout: '', status: 0 })
})
