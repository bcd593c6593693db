import { expect, test } from 'vitest'
import { lines, sampleDirectory, sampleEvent } from '../sample-events.ts'
import type { Segment } from './chunk.ts'
import { type ChunkReaders, createLocalReader, createWorkerReaders } from './chunk-readers.ts'
import { printSetup } from './print-setup.ts'

const setup = printSetup({ low: 1, high: 2 })
const kinds: [name: string, make: () => ChunkReaders][] = [
  ['this thread', () => createLocalReader(setup)],
  ['worker threads', () => createWorkerReaders(setup, 2)],
]

const segment = (path: string, toByte = 1000): Segment => ({
  file: { path, folder: '/', name: 'x', startUs: 1, format: 'lines' },
  inode: '',
  fromByte: 0,
  toByte,
})

test.each(kinds)('%s gives the contents of each chunk in the order of the questions', async (_, make) => {
  const files = [7, 1, 4].map(seq => [`${seq}.ndjson`, lines([sampleEvent(seq)])] as const)
  await using directory = await sampleDirectory(Object.fromEntries(files))
  const readers = make()
  const answers = await Promise.all(
    files.map(([name]) => readers.read([segment(`${directory.path}/${name}`)])),
  )
  expect(answers.map(({ seqs }) => [...seqs])).toEqual([[7], [1], [4]])
  await readers.close()
})

test.each(kinds)('%s says which file cannot be read, and goes on', async (_, make) => {
  await using directory = await sampleDirectory({ 'a.ndjson': lines([sampleEvent(3)]) })
  const readers = make()
  await expect(readers.read([segment(directory.path)])).rejects.toMatchObject({ code: 'EISDIR' })
  const after = await readers.read([segment(`${directory.path}/a.ndjson`)])
  expect([...after.seqs]).toEqual([3])
  await readers.close()
})

test('a thread that ends before its time is an error, not a wait without end', async () => {
  const readers = createWorkerReaders(setup, 1)
  await using directory = await sampleDirectory({ 'a.ndjson': lines([sampleEvent(3)]) })
  const answer = readers.read([segment(`${directory.path}/a.ndjson`)])
  await Promise.all([expect(answer).rejects.toThrow('ended before its time'), readers.close()])
})
