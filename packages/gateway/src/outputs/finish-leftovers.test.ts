import { globSync, readFileSync } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { filesOf, group, openOutput, textOf, write } from '../testing/test-files.ts'
import { temporaryDirectory } from '../testing/test-gateway.ts'
import { type FormatName, fileFormats } from './file-format.ts'
import { cutTornEnd } from './finish-leftovers.ts'

test('a start finishes what a dead process left: whole lines stay, a torn end is cut off and reported', async () => {
  const directory = await temporaryDirectory()
  await mkdir(join(directory, group))
  await mkdir(join(directory, 'notes'))
  await writeFile(join(directory, group, '.100.ndjson'), '{"a":1}\n{"b":')
  await writeFile(join(directory, group, '.200.ndjson'), '{"torn')
  await writeFile(join(directory, group, '.300.ndjson'), '')
  await writeFile(join(directory, group, '.400.json'), '[{"a":1}\n,{"b":2}\n,{"c"')
  await writeFile(join(directory, 'notes', '.500.ndjson'), 'not mine')
  const { output, log } = await openOutput(directory)
  const files = filesOf(directory)
  expect(files).toEqual([
    expect.stringMatching(/^100-\d+\.ndjson$/),
    expect.stringMatching(/^400-\d+\.json$/),
  ])
  expect(textOf(directory, files[0] ?? '')).toBe('{"a":1}\n')
  expect(JSON.parse(textOf(directory, files[1] ?? ''))).toEqual([{ a: 1 }, { b: 2 }])
  expect(log()).toContain('"cutBytes":5')
  expect(globSync('notes/.*', { cwd: directory })).toEqual(['notes/.500.ndjson'])
  await output.close()
  expect(await readdir(join(directory, group))).toEqual(files)
})

const left = ['.100.ndjson', '.200.w1.ndjson', '.300.w2.ndjson', '.400.w3.ndjson', '.500.w3.json']

test.each([
  [{ number: 1, of: 2 }, ['.300.w2.ndjson']],
  [{ number: 2, of: 2 }, ['.100.ndjson', '.200.w1.ndjson', '.400.w3.ndjson', '.500.w3.json']],
  [{ number: 1, of: 3 }, ['.300.w2.ndjson', '.400.w3.ndjson', '.500.w3.json']],
  [undefined, []],
])('of what dead workers left, worker %o leaves alone what others may write', async (worker, open) => {
  const directory = await temporaryDirectory()
  await mkdir(join(directory, group))
  for (const name of left)
    await writeFile(join(directory, group, name), name.endsWith('.json') ? '[{"a":1}\n' : '{"a":1}\n')
  const { output } = await openOutput(directory, { worker })
  await output.close()
  const names = filesOf(directory)
  expect(names).toHaveLength(left.length)
  expect(names.filter(name => name.startsWith('.'))).toEqual(open)
  for (const name of names.filter(one => !one.startsWith('.'))) {
    // The mark stays in the name.
    const [, start = '', rest = ''] = /^(\d+)-\d+(\..+)$/.exec(name) ?? []
    expect(left).toContain(`.${start}${rest}`)
  }
})

test('workers write files of their own into one folder', async () => {
  const directory = await temporaryDirectory()
  const one = await openOutput(directory, { worker: { number: 1, of: 2 } })
  const other = await openOutput(directory, { worker: { number: 2, of: 2 } })
  await write(one.output, '{"a":1}\n')
  await write(other.output, '{"b":1}\n')
  expect(filesOf(directory)).toEqual([
    expect.stringMatching(/^\.\d+\.w1\.ndjson$/),
    expect.stringMatching(/^\.\d+\.w2\.ndjson$/),
  ])
  await one.output.close()
  await other.output.close()
  const names = filesOf(directory)
  expect(names).toEqual([
    expect.stringMatching(/^\d+-\d+\.w1\.ndjson$/),
    expect.stringMatching(/^\d+-\d+\.w2\.ndjson$/),
  ])
  expect(names.map(name => textOf(directory, name))).toEqual(['{"a":1}\n', '{"b":1}\n'])
})

const ends: [FormatName, string, string, string][] = [
  ['lines', 'whole', '{"a":1}\n{"b":2}\n', ''],
  ['lines', 'torn', '{"a":1}\n', '{"b":2'],
  ['lines', 'without its line feed', '{"a":1}\n', '{"b":2}'],
  ['lines', 'zeros', '{"a":1}\n', '\0'.repeat(200_000)],
  ['lines', 'zeros with a line feed', '{"a":1}\n', `${'\0'.repeat(5000)}\n`],
  ['lines', 'zeros and more lines', '{"a":1}\n', `${'\0'.repeat(50)}\n\0\n{"c"\n`],
  ['lines', 'one very long line', `${JSON.stringify({ a: 'x'.repeat(300_000) })}\n`, '{"b"'],
  ['lines', 'nothing whole', '', '{"a":1'],
  ['array', 'whole', '[{"a":1}\n,{"b":2}\n', ''],
  ['array', 'torn', '[{"a":1}\n', ',{"b":2'],
  ['array', 'without its line feed', '[{"a":1}\n', ',{"b":2}'],
  ['array', 'zeros', '[{"a":1}\n', '\0'.repeat(200_000)],
  ['array', 'one very long line', `[${JSON.stringify({ a: 'x'.repeat(300_000) })}\n`, ',{"b"'],
  ['array', 'a torn end of the array', '[{"a":1}\n', ']'],
  ['array', 'nothing whole', '', '[{"a":1'],
]

test.each(ends)('of a file of %s that ends %s the whole lines stay', async (...row) => {
  const [name, , whole, torn] = row
  const path = join(await temporaryDirectory(), 'file')
  await writeFile(path, whole + torn)
  expect(await cutTornEnd(path, fileFormats[name])).toEqual({
    keptBytes: Buffer.byteLength(whole),
    cutBytes: Buffer.byteLength(torn),
  })
  const ending = whole === '' ? '' : fileFormats[name].ending
  expect(readFileSync(path, 'utf8')).toBe(whole + ending)
})

test('an array that was ended before the process died is not ended twice', async () => {
  const path = join(await temporaryDirectory(), 'file')
  await writeFile(path, '[{"a":1}\n]\n')
  expect(await cutTornEnd(path, fileFormats.array)).toEqual({ keptBytes: 11, cutBytes: 0 })
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual([{ a: 1 }])
})
