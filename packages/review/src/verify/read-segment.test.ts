import { rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { eventFileOf } from '../event-files.ts'
import { sampleDirectory } from '../sample-events.ts'
import type { Segment } from './chunk.ts'
import { planChunks } from './plan-chunks.ts'
import { readSegment } from './read-segment.ts'

async function segmentOf(folder: string, name: string, range: [from: number, to: number]): Promise<Segment> {
  const file = eventFileOf(folder, name)
  if (file === undefined) throw new Error(`${name} is no event file`)
  const { dev, ino } = await stat(file.path, { bigint: true })
  const [fromByte, toByte] = range
  return { file, inode: `${dev}/${ino}`, fromByte, toByte }
}

const text = 'one\ntwo\n\nfour\nfive'

test.each(Array.from({ length: 22 }, (_, at) => at + 1))(
  'segments of %i bytes give every line once and whole',
  async bytes => {
    await using directory = await sampleDirectory({ '10-20.ndjson': text })
    const whole = await segmentOf(directory.path, '10-20.ndjson', [0, text.length])
    const read: string[] = []
    for (const segment of planChunks([whole], bytes).flat()) read.push(`${await readSegment(segment)}`)
    expect(read.join('')).toBe(text)
    for (const part of read.slice(0, -1))
      expect(part === '' || part.endsWith('\n') || part.endsWith('five')).toBe(true)
  },
)

test('a line that is longer than what is read at once comes whole', async () => {
  const long = `${'x'.repeat(300_000)}\n`
  await using directory = await sampleDirectory({ '10-20.ndjson': `a\n${long}b\n` })
  const part = (from: number, to: number) => segmentOf(directory.path, '10-20.ndjson', [from, to])
  expect(`${await readSegment(await part(0, 10))}`).toBe(`a\n${long}`)
  expect(`${await readSegment(await part(10, 20))}`).toBe('')
  expect(`${await readSegment(await part(20, 300_010))}`).toBe('b\n')
})

test('a file that is finished meanwhile is found under its new name', async () => {
  await using directory = await sampleDirectory({ '.10.ndjson': text })
  const segment = await segmentOf(directory.path, '.10.ndjson', [4, 9])
  await rename(join(directory.path, '.10.ndjson'), join(directory.path, '10-20.ndjson'))
  expect(`${await readSegment(segment)}`).toBe('two\n\n')
})

test('a file that is gone is nothing, also when another began at the same time', async () => {
  await using directory = await sampleDirectory({ '.10.ndjson': text })
  const segment = await segmentOf(directory.path, '.10.ndjson', [0, 9])
  await writeFile(join(directory.path, '10-20.ndjson'), 'another')
  await rm(join(directory.path, '.10.ndjson'))
  expect(await readSegment(segment)).toBeUndefined()
})

test('small files come into one chunk, large ones into several', async () => {
  await using directory = await sampleDirectory({ '10-20.ndjson': text })
  const part = async (to: number) => await segmentOf(directory.path, '10-20.ndjson', [0, to])
  const chunks = planChunks([await part(4), await part(4), await part(18), await part(0)], 10)
  expect(chunks.map(chunk => chunk.map(({ fromByte, toByte }) => [fromByte, toByte]))).toEqual([
    [
      [0, 4],
      [0, 4],
      [0, 2],
    ],
    [[2, 12]],
    [[12, 18]],
  ])
})
