import { sha256 } from '@noble/hashes/sha2.js'
import { toBase64 } from './bytes.ts'
import { canonicalJson } from './canonical-json.ts'
import type { StoredEvent } from './stored-event.ts'

/** SHA-256 over what an event says; `received` is left out, since each delivery has its own. Base64. */
export function contentHash(event: StoredEvent): string {
  const { received: _, ...content } = event
  return hashOf(content)
}

/** The id of an event: sensor, epoch and seq; without epoch sensor, type, time and the hash of its content. */
export function eventId(event: StoredEvent, hash: string = contentHash(event)): string {
  return event.epoch === undefined || event.seq === undefined
    ? `${event.sensor}/${event.type}/${event.time}/${hash}`
    : `${event.sensor}/${event.epoch}/${event.seq}`
}

/** Fields that change when an event is moved to another epoch: its ids, and what refers to epochs. */
export const frameFields = [
  'sensor',
  'group',
  'epoch',
  'seq',
  'was',
  'previous',
  'ranges',
  'ofEpoch',
  'ofSensor',
] as const

/** An event in two parts: what stays when it is moved, and its frame. `received` is in neither. */
export function partsOf(event: StoredEvent): {
  body: Record<string, unknown>
  frame: Record<string, unknown>
} {
  const { received: _, ...body } = event as Record<string, unknown>
  const frame: Record<string, unknown> = {}
  for (const field of frameFields) {
    if (body[field] !== undefined) frame[field] = body[field]
    delete body[field]
  }
  return { body, frame }
}

/** SHA-256 over the part of an event that stays when it is moved to another id. Base64. */
export function hashOf(body: Record<string, unknown>): string {
  return toBase64(sha256(new TextEncoder().encode(canonicalJson(body))))
}
