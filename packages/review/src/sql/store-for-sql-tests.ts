import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { lines, sampleDirectory, sampleEvent } from '../sample-events.ts'
import { importEvents } from '../store/import-events.ts'
import { openStore } from '../store/open-store.ts'

/** A store with a hundred events, and beside it a file that no statement may read. */
export async function sqlTestStore() {
  const events = Array.from({ length: 100 }, (_, index) =>
    sampleEvent(index + 1, { hostname: index % 4 === 0 ? 'mail.example.com' : 'www.example.com' }),
  )
  const directory = await sampleDirectory({
    'events/10-20.ndjson': lines(events),
    'secret.txt': 'the canary of the neighbour',
  })
  const path = join(directory.path, 'store')
  await importEvents(join(directory.path, 'events'), path)
  const store = await openStore(path)
  const parquet = join(path, store.manifest().events[0]?.path ?? '')
  await store.close()
  return {
    path,
    parquet,
    secret: join(directory.path, 'secret.txt'),
    outside: directory.path,
    /** Imports one event that was received a day later: into another file. */
    async addDay() {
      const received = (events[0]?.received ?? 0) + 86_400_000_000
      const folder = await sampleDirectory({ '30-40.ndjson': lines([sampleEvent(1000, { received })]) })
      await importEvents(folder.path, path)
      await folder[Symbol.asyncDispose]()
    },
    bytes: async () => (await readFile(parquet)).toString('base64'),
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  }
}
