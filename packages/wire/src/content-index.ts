import { canonicalJson } from './canonical-json.ts'
import { eventId, hashOf, partsOf } from './event-content.ts'
import type { EventPosition } from './event-position.ts'
import type { StoredEvent } from './stored-event.ts'

/**
 * What an event is to those that were read before.
 * - `new`: not seen before. Keep it.
 * - `double`: the same id with the same content. Drop it.
 * - `conflict`: the same id with other content. Keep it and show it.
 */
export type Reading = 'new' | 'double' | 'conflict'

/** Stands for the part of a content that stays when the event is moved: equal for equal parts. */
export type Body = string | number

/** Remembers what each id holds. Ids under which an event was before count here as other ids. */
export interface ContentIndex {
  add(event: StoredEvent): { reading: Reading; body: Body }
  /** Whether an id holds this body, only others, or nothing. */
  find(position: EventPosition, body: Body): 'same' | 'other' | 'nothing'
}

/** A `Map`, or something that forgets. */
export interface Memory<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value): unknown
}

interface Content {
  body: string
  frame: string
}

/** The index that compares whole contents, by SHA-256. */
export function createContentIndex(
  contents: Memory<readonly Content[]> = new Map<string, readonly Content[]>(),
): ContentIndex {
  return {
    add(event) {
      const parts = partsOf(event)
      const content = { body: hashOf(parts.body), frame: canonicalJson(parts.frame) }
      const id = eventId(event, `${content.body}${content.frame}`)
      const known = contents.get(id) ?? []
      if (known.some(one => one.body === content.body && one.frame === content.frame))
        return { reading: 'double', body: content.body }
      contents.set(id, [...known, content])
      return { reading: known.length === 0 ? 'new' : 'conflict', body: content.body }
    },
    find({ sensor, epoch, seq }, body) {
      const known = contents.get(`${sensor}/${epoch}/${seq}`)
      if (known === undefined) return 'nothing'
      return known.some(one => one.body === body) ? 'same' : 'other'
    },
  }
}
