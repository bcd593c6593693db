import { createContentIndex, createReader, type Memory, type Reader } from '@weaklayer/wire'
import { createBoundedMap } from './bounded-map.ts'

/** A double comes soon after the first one: the sensor sends a batch again after seconds to an hour. */
const recentIds = 100_000

/** The reader that removes doubles, for views without end: it remembers only the ids seen last. */
export function createRecentReader(most = recentIds): Reader {
  return createReader({ contents: createContentIndex(bounded(most)), origins: bounded(most) })
}

function bounded<Value>(most: number): Memory<Value> {
  return createBoundedMap<string, Value>(most)
}
