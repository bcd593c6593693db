import { sha256 } from '@noble/hashes/sha2.js'
import { toBase64 } from './bytes.ts'
import { canonicalJson } from './canonical-json.ts'
import type { StoredEvent } from './stored-event.ts'

/** SHA-256 over what an event says; `received` is left out, since each delivery has its own. Base64. */
export function contentHash(event: StoredEvent): string {
  const { received: _, ...content } = event
  return toBase64(sha256(new TextEncoder().encode(canonicalJson(content))))
}

/** The id of an event: sensor, epoch and seq; without epoch sensor, type, time and the hash of its content. */
export function eventId(event: StoredEvent, hash: string = contentHash(event)): string {
  return event.epoch === undefined || event.seq === undefined
    ? `${event.sensor}/${event.type}/${event.time}/${hash}`
    : `${event.sensor}/${event.epoch}/${event.seq}`
}

/**
 * What the reader says of an event.
 * - `new`: not seen before. Keep it.
 * - `double`: the same id with the same content. Drop it.
 * - `conflict`: the same id with other content. Keep it and show it.
 */
export type Reading = 'new' | 'double' | 'conflict'

export interface Reader {
  read(event: StoredEvent): Reading
}

/** The one reader that removes doubles and shows conflicts. It remembers every id that it was given. */
export function createReader(): Reader {
  const seen = new Map<string, string[]>()
  return {
    read(event) {
      const hash = contentHash(event)
      const id = eventId(event, hash)
      const contents = seen.get(id)
      if (contents === undefined) {
        seen.set(id, [hash])
        return 'new'
      }
      if (contents.includes(hash)) return 'double'
      contents.push(hash)
      return 'conflict'
    },
  }
}
