import { checkEvent } from '@weaklayer/wire'
import { matchesSchema } from './compiled-check.ts'
import { checkValues, type EventLimits, isPlain } from './event-limits.ts'

export type Event = Record<string, unknown>

/** The JSON of an event without what the gateway says itself, whatever the body says: sensor, group and received. */
export function contentOf(event: Event): string {
  // Nothing to leave out: a copy of an object with thousands of keys takes longer than its text.
  if (!hasOrigin(event)) return JSON.stringify(event)
  const { sensor: _sensor, group: _group, received: _received, ...content } = event
  return JSON.stringify(content)
}

/** Whether an event says itself what the gateway says of it. */
export function hasOrigin(event: Event): boolean {
  return Object.hasOwn(event, 'sensor') || Object.hasOwn(event, 'group') || Object.hasOwn(event, 'received')
}

export interface Origin {
  sensor: string
  group: string
  receivedUs: number
}

/** How every line of one origin ends. */
export function lineEnd({ sensor, group, receivedUs }: Origin): string {
  return `,"sensor":${JSON.stringify(sensor)},"group":${JSON.stringify(group)},"received":${receivedUs}}\n`
}

/** The line of an output, of an event that was checked: it has a type, so its content is not empty. */
export function storedLine(content: string, end: string): string {
  return content.slice(0, -1) + end
}

/** Why an event is no event that outputs take. */
export interface Refusal {
  code: 'EVENT_INVALID' | 'EVENT_TOO_LARGE'
  message: string
}

/** Checks an event; `content` is what would be stored of it. */
export function refusalOf(event: Event, content: string, limits: EventLimits): Refusal | undefined {
  if (isLonger(content, limits.eventBytes)) {
    return { code: 'EVENT_TOO_LARGE', message: `the event has more than ${limits.eventBytes} bytes` }
  }
  const values = isPlain(event, content, limits) ? plain : checkValues(event, limits)
  if (values.status === 'too_large') return { code: 'EVENT_TOO_LARGE', message: values.message }
  if (values.status === 'invalid') return { code: 'EVENT_INVALID', message: values.message }
  return matchesSchema(event) ? undefined : schemaRefusal(event)
}

const plain = { status: 'ok' } as const

function isLonger(content: string, bytes: number): boolean {
  // A character takes three bytes at most.
  return content.length * 3 > bytes && Buffer.byteLength(content) > bytes
}

function schemaRefusal(event: Event): Refusal | undefined {
  const check = checkEvent(event)
  if (check.status === 'valid') return undefined
  const where = check.path === '' ? 'the event' : `\`${check.path.slice(0, 100)}\``
  return { code: 'EVENT_INVALID', message: `${where}: ${check.message}`.slice(0, 300) }
}
