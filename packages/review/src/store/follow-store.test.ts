import { appendFile, mkdir, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { lines, sampleDirectory, sampleEvent, sampleGroup } from '../sample-events.ts'
import { followStore } from './follow-store.ts'
import { openStore, type Store } from './open-store.ts'

vi.setConfig({ testTimeout: 60_000 })

/** Looks until the store holds so many events; the test's own time is the limit. */
async function until(directory: string, events: number): Promise<number[]> {
  let store: Store | undefined
  for (;;) {
    store ??= await openStore(directory).catch(() => undefined)
    await store?.refresh()
    const rows = (await store?.rows<{ seq: number }>('SELECT seq FROM events ORDER BY seq')) ?? []
    if (rows.length >= events) {
      await store?.close()
      return rows.map(({ seq }) => seq)
    }
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

test('takes events as they are written, over a rename, a partial line and a new group, each once', async () => {
  await using source = await sampleDirectory({ [`${sampleGroup}/.10.ndjson`]: lines([sampleEvent(1)]) })
  await using store = await sampleDirectory()
  const stop = new AbortController()
  const { promise: caughtUp, resolve: onCaughtUp } = Promise.withResolvers<void>()
  const following = followStore(source.path, store.path, { signal: stop.signal, everyMs: 50, onCaughtUp })
  await caughtUp
  expect(await until(store.path, 1)).toEqual([1])
  const open = join(source.path, sampleGroup, '.10.ndjson')
  const [second = '', third = ''] = [2, 3].map(seq => lines([sampleEvent(seq)]))
  await appendFile(open, second + third.slice(0, 40))
  expect(await until(store.path, 2)).toEqual([1, 2])
  await appendFile(open, third.slice(40))
  await rename(open, join(source.path, sampleGroup, '10-20.ndjson'))
  const other = '5b0a4a52-3c6b-4d7e-9a55-0f6a3b1c2d3f'
  await mkdir(join(source.path, other))
  await appendFile(join(source.path, other, '.30.ndjson'), lines([sampleEvent(4, { group: other })]))
  expect(await until(store.path, 4)).toEqual([1, 2, 3, 4])
  stop.abort()
  expect(await following).toMatchObject({ events: 4, doubles: 0, unreadable: { count: 0 } })
  const again = new AbortController()
  const second2 = followStore(source.path, store.path, {
    signal: again.signal,
    onCaughtUp: () => again.abort(),
  })
  expect(await second2).toMatchObject({ events: 0, doubles: 0 })
})

test('removes finished files once their events are in the store, never an open one', async () => {
  await using source = await sampleDirectory({
    [`${sampleGroup}/10-20.ndjson`]: lines([sampleEvent(1)]),
    [`${sampleGroup}/.30.ndjson`]: lines([sampleEvent(2)]),
  })
  await using store = await sampleDirectory()
  const stop = new AbortController()
  await followStore(source.path, store.path, {
    signal: stop.signal,
    removeImported: true,
    onCaughtUp: () => stop.abort(),
  })
  expect(await readdir(join(source.path, sampleGroup))).toEqual(['.30.ndjson'])
  expect(await until(store.path, 2)).toEqual([1, 2])
})

test('merges what came in many small pieces', async () => {
  await using source = await sampleDirectory({ [`${sampleGroup}/.10.ndjson`]: lines([sampleEvent(1)]) })
  await using store = await sampleDirectory()
  const stop = new AbortController()
  let batches = 0
  const open = join(source.path, sampleGroup, '.10.ndjson')
  const report = await followStore(source.path, store.path, {
    signal: stop.signal,
    everyMs: 1,
    onBatch: ({ events }) => {
      batches++
      if (batches === 12) stop.abort()
      else void appendFile(open, lines([sampleEvent(events + 1)]))
    },
  })
  const opened = await openStore(store.path)
  expect(await opened.rows('SELECT seq FROM events')).toHaveLength(report.events)
  expect(opened.manifest().events.length).toBeLessThan(batches)
  await opened.close()
})
