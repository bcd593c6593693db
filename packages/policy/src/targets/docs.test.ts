import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { sampleModel } from '../testing/sample-input.ts'
import { targets } from './targets.ts'
import { targetsTable } from './targets-table.ts'

const page = new URL('../../../../docs/deployment.md', import.meta.url)
const startMark = '<!-- targets -->\n'
const endMark = '\n<!-- end of targets -->'

test('the targets in docs/deployment.md are those that there are (`vitest run FILE -u` writes them)', async () => {
  const text = readFileSync(page, 'utf8')
  const start = text.indexOf(startMark) + startMark.length
  const [before, after] = [text.slice(0, start), text.slice(text.indexOf(endMark))]
  expect(before.endsWith(startMark) && after.startsWith(endMark)).toBe(true)
  await expect(before + targetsTable() + after).toMatchFileSnapshot(page.pathname)
})

test('docs/deployment.md names every policy of the hardening', () => {
  const text = readFileSync(page, 'utf8')
  const hardening = targets
    .flatMap(target => target.files(sampleModel()))
    .filter(file => file.path === 'weaklayer-hardening.json')
  const names = hardening.flatMap(file => Object.keys(JSON.parse(file.text)))
  expect(names).toHaveLength(15)
  expect(names.filter(name => !text.includes(`\`${name}\``))).toEqual([])
})
