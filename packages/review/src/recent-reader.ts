import { contentHash, eventId, type Reader, type StoredEvent } from '@weaklayer/wire'
import { createBoundedMap } from './bounded-map.ts'

/** A double comes soon after the first one: the sensor sends a batch again after seconds to an hour. */
const recentIds = 100_000

/** The reader that removes doubles, for views without end: it remembers only the ids seen last. */
export function createRecentReader(most = recentIds): Reader {
  const seen = createBoundedMap<string, string[]>(most)
  return {
    read(event: StoredEvent) {
      const hash = contentHash(event)
      const id = eventId(event, hash)
      const contents = seen.get(id)
      if (contents?.includes(hash) === true) return 'double'
      seen.set(id, [...(contents ?? []), hash])
      return contents === undefined ? 'new' : 'conflict'
    },
  }
}
