import { appendFile, mkdir, rename, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type FollowOptions, followEvents } from './follow-events.ts'
import type { FileEntry } from './parse-line.ts'
import { lines, sampleDirectory, sampleEvent, sampleGroup } from './sample-events.ts'

/** Follows a directory; `until(n)` resolves with the seqs when n entries have come. */
function following(directory: string, options: Partial<FollowOptions> = {}) {
  const controller = new AbortController()
  const found: (number | string)[] = []
  const entries: FileEntry[] = []
  const { promise: ready, resolve: caughtUp } = Promise.withResolvers<void>()
  let wake: (() => void) | undefined
  const done = (async () => {
    const settings = {
      signal: controller.signal,
      fromStart: true,
      pollMs: 20,
      onCaughtUp: caughtUp,
      ...options,
    }
    for await (const entry of followEvents(directory, settings)) {
      entries.push(entry)
      found.push(entry.status === 'event' ? (entry.event.seq as number) : entry.message)
      wake?.()
    }
  })()
  return {
    entries,
    ready,
    async until(count: number) {
      while (found.length < count) await new Promise<void>(resolve => (wake = resolve))
      return found
    },
    async stop() {
      controller.abort()
      await done
      return found
    },
  }
}

test('gives what is stored, then lines as they are appended', async () => {
  await using directory = await sampleDirectory({ [`${sampleGroup}/.10.ndjson`]: lines([sampleEvent(1)]) })
  const follow = following(directory.path)
  await follow.until(1)
  await appendFile(join(directory.path, sampleGroup, '.10.ndjson'), lines([sampleEvent(2), sampleEvent(3)]))
  await follow.until(3)
  expect(await follow.stop()).toEqual([1, 2, 3])
})

test('a partial last line waits for its end', async () => {
  await using directory = await sampleDirectory()
  const file = join(directory.path, '.10.ndjson')
  const text = lines([sampleEvent(1), sampleEvent(2)])
  await writeFile(file, text.slice(0, -20))
  const follow = following(directory.path)
  await follow.until(1)
  await appendFile(file, text.slice(-20, -1))
  await appendFile(file, '\n')
  await follow.until(2)
  expect(await follow.stop()).toEqual([1, 2])
})

test('a file that is finished by a rename is not given again, and what was added before is', async () => {
  await using directory = await sampleDirectory({ '.10.ndjson': lines([sampleEvent(1)]) })
  const follow = following(directory.path)
  await follow.until(1)
  await appendFile(join(directory.path, '.10.ndjson'), lines([sampleEvent(2)]))
  await rename(join(directory.path, '.10.ndjson'), join(directory.path, '10-20.ndjson'))
  await writeFile(join(directory.path, '.20.ndjson'), lines([sampleEvent(3)]))
  await follow.until(3)
  expect(await follow.stop()).toEqual([1, 2, 3])
})

test('an array grows by its lines, and when it is finished only what was added before is given', async () => {
  const element = (seq: number) => JSON.stringify(sampleEvent(seq))
  await using directory = await sampleDirectory({ '.10.json': `[${element(1)}\n` })
  const [open, finished] = [join(directory.path, '.10.json'), join(directory.path, '10-20.json')]
  const follow = following(directory.path)
  await follow.until(1)
  await appendFile(open, `,${element(2)}\n`)
  await follow.until(2)
  await appendFile(open, `,${element(3)}\n]\n`)
  await rename(open, finished)
  await writeFile(join(directory.path, '20-30.json'), JSON.stringify([sampleEvent(4)]))
  await follow.until(4)
  expect(await follow.stop()).toEqual([1, 2, 3, 4])
  expect(follow.entries.map(entry => entry.line)).toEqual([1, 2, 3, 1])
})

test('a directory and a group folder may appear later', async () => {
  await using directory = await sampleDirectory()
  const events = join(directory.path, 'later')
  const follow = following(events, { fromStart: false })
  await follow.ready
  await mkdir(join(events, sampleGroup), { recursive: true })
  await writeFile(join(events, sampleGroup, '.10.ndjson'), lines([sampleEvent(1)]))
  await follow.until(1)
  const other = '00000000-0000-4000-8000-000000000000'
  await mkdir(join(events, other))
  await writeFile(join(events, other, '.10.ndjson'), lines([sampleEvent(2)]))
  await follow.until(2)
  expect(await follow.stop()).toEqual([1, 2])
})

test('without the start it begins behind the last whole line, with the right line number', async () => {
  const text = lines([sampleEvent(2), sampleEvent(3)])
  await using directory = await sampleDirectory({
    '10-20.ndjson': lines([sampleEvent(1)]),
    '.20.ndjson': text.slice(0, -9),
  })
  const follow = following(directory.path, { fromStart: false })
  await follow.ready
  await appendFile(join(directory.path, '.20.ndjson'), text.slice(-9))
  await follow.until(1)
  await rename(join(directory.path, '.20.ndjson'), join(directory.path, '20-30.ndjson'))
  await writeFile(join(directory.path, '.30.ndjson'), lines([sampleEvent(4)]))
  await follow.until(2)
  expect(await follow.stop()).toEqual([3, 4])
  expect(follow.entries[0]).toMatchObject({ line: 2 })
})

test('files that were finished before the given time are passed over', async () => {
  await using directory = await sampleDirectory({
    '10-20.ndjson': lines([sampleEvent(1)]),
    '20-30.ndjson': lines([sampleEvent(2)]),
    '.30.ndjson': lines([sampleEvent(3)]),
  })
  const follow = following(directory.path, { finishedSinceUs: 25 })
  await follow.ready
  expect(await follow.stop()).toEqual([2, 3])
})

test('goes on where the gateway cut a file back after a failed write', async () => {
  await using directory = await sampleDirectory()
  const file = join(directory.path, '.10.ndjson')
  const other = join(directory.path, '.20.ndjson')
  const kept = lines([sampleEvent(1)])
  await writeFile(file, kept + lines([sampleEvent(2)]))
  const follow = following(directory.path)
  await follow.until(2)
  await truncate(file, kept.length)
  // A second event that arrives after the first one did shows that the cut file was looked at in between.
  await writeFile(other, lines([sampleEvent(8)]))
  await follow.until(3)
  await appendFile(other, lines([sampleEvent(9)]))
  await follow.until(4)
  await appendFile(file, lines([sampleEvent(3)]))
  await follow.until(5)
  expect(await follow.stop()).toEqual([1, 2, 8, 9, 3])
})

test('unreadable lines are given with file and line', async () => {
  await using directory = await sampleDirectory({ '.10.ndjson': `${lines([sampleEvent(1)])}oops\n` })
  const follow = following(directory.path)
  await follow.until(2)
  await follow.stop()
  expect(follow.entries[1]).toEqual({
    status: 'unreadable',
    file: join(directory.path, '.10.ndjson'),
    line: 2,
    message: 'is not JSON',
  })
})

test('500 events that are written in pieces over 25 rotated files come once each, in order', async () => {
  await using directory = await sampleDirectory()
  const follow = following(directory.path)
  for (let start = 0; start < 25; start++) {
    const open = join(directory.path, `.${start + 1000}.ndjson`)
    for (let seq = start * 20 + 1; seq <= start * 20 + 20; seq++) {
      const line = lines([sampleEvent(seq)])
      const cut = (seq * 37) % line.length
      await appendFile(open, line.slice(0, cut))
      await appendFile(open, line.slice(cut))
    }
    await rename(open, join(directory.path, `${start + 1000}-${start + 1001}.ndjson`))
  }
  await follow.until(500)
  expect(await follow.stop()).toEqual(Array.from({ length: 500 }, (_, index) => index + 1))
})
