import {
  type Body,
  type ContentIndex,
  createContentIndex,
  type Memory,
  type Reading,
} from './content-index.ts'
import { type EventPosition, formerIds } from './event-position.ts'
import type { StoredEvent } from './stored-event.ts'

export type { Body, ContentIndex, Memory, Reading } from './content-index.ts'
export { createContentIndex } from './content-index.ts'
export { contentHash, eventId } from './event-content.ts'

export interface Reader {
  read(event: StoredEvent): Reading
}

/** What a reader remembers. */
export interface ReaderMemory {
  /** What each id holds. @default remembers every id */
  contents: ContentIndex
  /** First ids of events that were moved, with their body. @default remembers all */
  origins: Memory<true>
}

/**
 * The one reader that removes doubles and shows conflicts. An event that was moved to another id (`was`) is the same
 * one under every id that it had: the second is a double. It remembers every id that it was given, unless told otherwise.
 */
export function createReader(
  { contents, origins }: ReaderMemory = {
    contents: createContentIndex(),
    origins: new Map<string, true>(),
  },
): Reader {
  return {
    read(event) {
      const { reading, body } = contents.add(event)
      if (reading === 'double' || event.epoch === undefined || event.seq === undefined) return reading
      const own = { sensor: event.sensor, epoch: event.epoch, seq: event.seq }
      const origin = formerIds(event.sensor, event.was).at(-1)
      const known = isKnown(origin ?? own, body)
      const held = origin !== undefined && contents.find(origin, body) === 'same'
      if (origin !== undefined) origins.set(keyOf(origin, body), true)
      return reading === 'new' && (known || held) ? 'double' : reading
    },
  }

  function isKnown(origin: EventPosition, body: Body): boolean {
    return origins.get(keyOf(origin, body)) === true
  }
}

function keyOf({ sensor, epoch, seq }: EventPosition, body: Body): string {
  return `${sensor}/${epoch}/${seq}/${body}`
}
