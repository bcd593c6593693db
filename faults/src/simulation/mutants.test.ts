import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { expect, test } from 'vitest'
import type { Mutant } from './mutant.ts'
import { mutants } from './mutants.ts'
import { patched, smallWorld } from './small-world.ts'

const root = new URL('../../../', import.meta.url)

const all: Mutant[] = [{ name: 'small world', patches: smallWorld }, ...mutants]

test.each(all)('$name fits the product as it is', ({ patches }) => {
  for (const [file, wanted] of Map.groupBy(patches, patch => patch.file)) {
    const source = readFileSync(new URL(file, root), 'utf8')
    const broken = wanted.reduce(patched, source)
    expect(broken).not.toBe(source)
    expect(() => stripTypeScriptTypes(broken)).not.toThrow()
  }
})

test('a patch that fits nowhere, or twice, is refused', () => {
  const patch = { file: 'x.ts', find: 'one', replace: 'two' }
  expect(() => patched('nothing', patch)).toThrow('x.ts holds one 0 times')
  expect(() => patched('one one', patch)).toThrow('x.ts holds one 2 times')
  expect(patched('one', { ...patch, replace: '$&' })).toBe('$&')
})
