import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { overview } from '../overview.ts'
import { sampleModel } from '../testing/sample-input.ts'
import { targetReadme } from './readme.ts'
import { targets } from './targets.ts'

/** What each target writes for the sample; `vitest run FILE -u` writes them anew. */
const folder = fileURLToPath(new URL('../../goldens', import.meta.url))
const model = sampleModel()
const files = [
  { path: 'README.md', text: overview(model, targets) },
  ...targets.flatMap(target =>
    [targetReadme(target, model), ...target.files(model)].map(({ path, text }) => ({
      path: `${target.name}/${path}`,
      text,
    })),
  ),
]

test.each(files)('$path is as it was agreed', async ({ path, text }) => {
  // Git keeps line feeds only; another test looks at the line ends of .reg files.
  await expect(text.replaceAll('\r\n', '\n')).toMatchFileSnapshot(`${folder}/${path}`)
})

test('there are no other files among them', () => {
  const there = globSync('**/*', { cwd: folder, withFileTypes: true }).filter(entry => entry.isFile())
  expect(there).toHaveLength(files.length)
})

test('every target has another name, and a README that names each of its files', () => {
  expect(new Set(targets.map(target => target.name)).size).toBe(targets.length)
  for (const target of targets) {
    const guide = target.guide(model)
    expect(Object.keys(guide.files).sort()).toEqual(
      target
        .files(model)
        .map(file => file.path)
        .sort(),
    )
    for (const part of [guide.steps, guide.check, guide.remove, guide.traps])
      expect(part.length).toBeGreaterThan(0)
  }
})

const key = model.managed.installKey as { secret: string }

test.each(targets)('$name marks exactly the files that hold the install key as secret', target => {
  for (const file of target.files(model))
    expect([file.path, file.text.includes(hexOf(key.secret, file.text))]).toEqual([file.path, file.secret])
})

/** A .reg file holds JSON as hexadecimal UTF-16. */
function hexOf(secret: string, text: string): string {
  const hex = Buffer.from(secret, 'utf16le')
    .toString('hex')
    .replace(/..(?=.)/g, '$&,')
  return text.includes(hex) ? hex : secret
}
