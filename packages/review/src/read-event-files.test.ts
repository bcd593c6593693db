import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { FileEntry } from './parse-line.ts'
import { readEventFiles } from './read-event-files.ts'
import { maxLineBytes } from './read-lines.ts'
import { lines, sampleDirectory, sampleEvent, sampleGroup } from './sample-events.ts'

async function all(directory: string): Promise<FileEntry[]> {
  const entries: FileEntry[] = []
  for await (const entry of readEventFiles(directory)) entries.push(entry)
  return entries
}

const seqs = (entries: FileEntry[]) =>
  entries.map(entry => (entry.status === 'event' ? entry.event.seq : entry.message))

test('reads finished files, open files and JSON arrays in order', async () => {
  await using directory = await sampleDirectory({
    [`${sampleGroup}/20-30.ndjson`]: lines([sampleEvent(3), sampleEvent(4)]),
    [`${sampleGroup}/.30.ndjson`]: lines([sampleEvent(5)]),
    [`${sampleGroup}/10-20.json`]: JSON.stringify([sampleEvent(1), sampleEvent(2)]),
  })
  expect(seqs(await all(directory.path))).toEqual([1, 2, 3, 4, 5])
})

test('unknown types and fields survive', async () => {
  const event = sampleEvent(1, { type: 'FromTheFuture', deep: { list: [1, { x: null }] } })
  await using directory = await sampleDirectory({ '10-20.ndjson': lines([event]) })
  expect(await all(directory.path)).toMatchObject([{ status: 'event', event }])
})

test('a torn last line is nothing yet in an open file', async () => {
  const text = lines([sampleEvent(1), sampleEvent(2)])
  await using directory = await sampleDirectory({ '.10.ndjson': text.slice(0, -5) })
  expect(seqs(await all(directory.path))).toEqual([1])
})

test('a torn last line of a finished file is reported with file and line', async () => {
  const text = lines([sampleEvent(1), sampleEvent(2)])
  await using directory = await sampleDirectory({ '10-20.ndjson': text.slice(0, -5) })
  const [, torn] = await all(directory.path)
  expect(torn).toEqual({
    status: 'unreadable',
    file: join(directory.path, '10-20.ndjson'),
    line: 2,
    message: 'is torn: the file ends within it',
  })
})

test('a last line that only lacks its line end is an event', async () => {
  await using directory = await sampleDirectory({ '10-20.ndjson': lines([sampleEvent(1)]).trimEnd() })
  expect(seqs(await all(directory.path))).toEqual([1])
})

test.each([
  ['not JSON', 'typed secret', 'is not JSON'],
  ['zero bytes of a power loss', '\0\0\0\0', 'is not JSON'],
  ['another object', '{"hello":"typed secret"}', /^is not a stored event: type: /],
  ['a line beyond the limit', 'typed secret'.padEnd(maxLineBytes + 1, 'x'), /^is longer than/],
])('%s is reported without its text, and the lines around it are read', async (_, bad, message) => {
  const text = `${lines([sampleEvent(1)])}${bad}\n\n${lines([sampleEvent(3)])}`
  await using directory = await sampleDirectory({ '10-20.ndjson': text })
  const entries = await all(directory.path)
  expect(entries.map(entry => [entry.status, entry.line])).toEqual([
    ['event', 1],
    ['unreadable', 2],
    ['event', 4],
  ])
  const found = (entries[1] as { message: string }).message
  expect(found).toMatch(message)
  expect(JSON.stringify(entries)).not.toContain('typed secret')
})

test('the elements of an array are found whatever their layout, and a torn end is reported', async () => {
  const odd = sampleEvent(2, { label: 'brackets ]}{[ , and \\" quotes "', list: [[1, 2], { a: [] }] })
  const text = `[\n  ${JSON.stringify(sampleEvent(1), null, 2)} ,\n${JSON.stringify(odd)}\n,{"type":"Win`
  await using directory = await sampleDirectory({ '10-20.json': text })
  const entries = await all(directory.path)
  expect(entries).toMatchObject([
    { status: 'event', event: sampleEvent(1), line: 2 },
    { status: 'event', event: odd },
    { status: 'unreadable', message: 'is not JSON' },
  ])
})

test('an array that the gateway still writes is read by its lines, a torn last one is nothing yet', async () => {
  const events = [1, 2, 3].map(seq => sampleEvent(seq, { label: '[,]{' }))
  const text = `[${events.map(event => JSON.stringify(event)).join('\n,')}\n`
  await using directory = await sampleDirectory({ '.10.json': `${text},{"type":"Win` })
  expect(await all(directory.path)).toMatchObject(
    events.map((event, index) => ({ status: 'event', event, line: index + 1 })),
  )
  await using ended = await sampleDirectory({ '.10.json': `${text}]\n`, '20-30.json': `${text}]\n` })
  expect(seqs(await all(ended.path))).toEqual([1, 2, 3, 1, 2, 3])
})

test('events of the first Weaklayer get the end of their file as the time of receipt', async () => {
  const { received: _, epoch: __, seq: ___, ...first } = sampleEvent(1)
  await using directory = await sampleDirectory({ '10-20.json': JSON.stringify([first]) })
  expect(await all(directory.path)).toMatchObject([{ status: 'event', event: { received: 20 } }])
})

test('a file that is finished while others are read is read once', async () => {
  await using directory = await sampleDirectory({
    '10-20.ndjson': lines([sampleEvent(1)]),
    '.20.ndjson': lines([sampleEvent(2)]),
    '.30.ndjson': lines([sampleEvent(3)]),
  })
  const found: FileEntry[] = []
  for await (const entry of readEventFiles(directory.path)) {
    if (found.length === 0)
      await rename(join(directory.path, '.20.ndjson'), join(directory.path, '20-40.ndjson'))
    if (found.length === 1)
      await rename(join(directory.path, '.30.ndjson'), join(directory.path, '30-50.ndjson'))
    found.push(entry)
  }
  expect(seqs(found).sort()).toEqual([1, 2, 3])
})
