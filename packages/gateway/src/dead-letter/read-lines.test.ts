import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryDirectory } from '../testing/test-gateway.ts'
import { readLines } from './read-lines.ts'

test.each([
  ['nothing', '', []],
  ['a line', 'a\n', ['a\n']],
  ['separators that are none', 'a\r\u2028b\n\n', ['a\r\u2028b\n', '\n']],
  ['a torn end', 'a\nb', ['a\n', 'b']],
  ['lines over several blocks', `${'x'.repeat(600_000)}\nb\n${'y'.repeat(262_144)}`, undefined],
])('%s comes line by line, byte for byte', async (_what, text, lines) => {
  const path = join(await temporaryDirectory(), 'file')
  await writeFile(path, text)
  const found: string[] = []
  for await (const { bytes, isWhole } of readLines(path)) {
    expect(isWhole).toBe(bytes.at(-1) === 10)
    found.push(bytes.toString())
  }
  expect(found.join('')).toBe(text)
  expect(found).toEqual(lines ?? text.split(/(?<=\n)/))
})
