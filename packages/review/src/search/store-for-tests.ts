import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StoredEvent } from '@weaklayer/wire'
import { lines } from '../sample-events.ts'
import { importEvents } from '../store/import-events.ts'
import { openStore } from '../store/open-store.ts'

/** A store of made-up events, open; it goes away after the test. */
export async function storeForTests(events: readonly object[], deadLetters: readonly object[] = []) {
  const base = await mkdtemp(join(tmpdir(), 'weaklayer-search-'))
  const directory = join(base, 'store')
  let file = 0

  async function add(more: readonly object[], letters: readonly object[] = []): Promise<void> {
    const source = join(base, `events-${++file}`)
    for (const [folder, entries] of [
      ['.', more],
      ['dead-letter', letters],
    ] as const)
      for (const [group, some] of Map.groupBy(entries as StoredEvent[], ({ group }) => group)) {
        await mkdir(join(source, folder, group), { recursive: true })
        await writeFile(join(source, folder, group, `${file}-${file + 1}.ndjson`), lines(some))
      }
    await importEvents(source, directory)
  }

  await add(events, deadLetters)
  const store = await openStore(directory)
  return {
    store,
    directory,
    /** Imports more, and lets the store see it. */
    async add(more: readonly object[]): Promise<void> {
      await add(more)
      await store.refresh()
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await store.close()
      await rm(base, { recursive: true, force: true })
    },
  }
}
