import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { temporaryDirectory } from '../processes.ts'
import { writeXpi } from './xpi.ts'

test('an XPI holds every file under its path below the folder', async () => {
  const { directory, remove } = await temporaryDirectory('weaklayer-xpi')
  mkdirSync(join(directory, 'extension/pages'), { recursive: true })
  writeFileSync(join(directory, 'extension/manifest.json'), '{"name": "ä"}')
  writeFileSync(join(directory, 'extension/pages/page.html'), '<p>')
  writeXpi(join(directory, 'extension'), join(directory, 'x.xpi'))
  const files = Object.entries(unzipSync(readFileSync(join(directory, 'x.xpi'))))
  expect(files.map(([name, bytes]) => [name, strFromU8(bytes)]).sort()).toEqual([
    ['manifest.json', '{"name": "ä"}'],
    ['pages/page.html', '<p>'],
  ])
  await remove()
})
