import { readdir, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { sampleDirectory } from '../sample-events.ts'
import { readAhead } from './read-ahead.ts'

/** Files below a directory that this process has open, as far as the system tells. */
async function openBelow(directory: string): Promise<string[]> {
  const names = await readdir('/proc/self/fd').catch(() => [])
  const targets = await Promise.all(names.map(name => readlink(`/proc/self/fd/${name}`).catch(() => '')))
  return targets.filter(target => target.startsWith(directory))
}

test('leaves no file open, and minds none that is not there', async () => {
  await using directory = await sampleDirectory({ a: 'text', b: 'x'.repeat(100_000), empty: '' })
  readAhead(['a', 'b', 'empty', 'gone'].map(name => ({ path: join(directory.path, name), bytes: 50_000 })))
  await vi.waitFor(async () => expect(await openBelow(directory.path)).toEqual([]))
})

test('reads nothing of nothing', () => {
  expect(() => readAhead([])).not.toThrow()
})
