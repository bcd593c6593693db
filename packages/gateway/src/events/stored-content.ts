import { checkEvent } from '@weaklayer/wire'
import { checkValues, type EventLimits } from './event-limits.ts'

export type Event = Record<string, unknown>

/** The event as it is stored, without `received`: whatever the body says, sensor and group are the token's. */
export function contentOf(event: Event, { sensor, group }: { sensor: string; group: string }): string {
  const stored: Event = { ...event, sensor, group }
  if (Object.hasOwn(stored, 'received')) delete stored.received
  return JSON.stringify(stored)
}

/** The line of an output. */
export function storedLine(content: string, receivedUs: number): string {
  return `${content.slice(0, -1)},"received":${receivedUs}}\n`
}

/** Why an event is no event that outputs take. */
export interface Refusal {
  code: 'EVENT_INVALID' | 'EVENT_TOO_LARGE'
  message: string
}

/** Checks an event; `content` is what would be stored of it. */
export function refusalOf(event: Event, content: string, limits: EventLimits): Refusal | undefined {
  if (isTooLarge(content, limits) && isTooLarge(JSON.stringify(event), limits)) {
    return { code: 'EVENT_TOO_LARGE', message: `the event has more than ${limits.eventBytes} bytes` }
  }
  const values = checkValues(event, limits)
  if (values.status === 'too_large') return { code: 'EVENT_TOO_LARGE', message: values.message }
  if (values.status === 'invalid') return { code: 'EVENT_INVALID', message: values.message }
  const check = checkEvent(event)
  if (check.status === 'valid') return undefined
  const where = check.path === '' ? 'the event' : `\`${check.path.slice(0, 100)}\``
  return { code: 'EVENT_INVALID', message: `${where}: ${check.message}`.slice(0, 300) }
}

function isTooLarge(json: string, { eventBytes }: EventLimits): boolean {
  return Buffer.byteLength(json) > eventBytes
}
