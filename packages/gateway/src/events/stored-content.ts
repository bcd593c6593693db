import { checkEvent } from '@weaklayer/wire'
import { checkValues, type EventLimits } from './event-limits.ts'

export type Event = Record<string, unknown>

/** The event as it is stored, without `received`: whatever the body says, sensor and group are the token's. */
export function contentOf(event: Event, { sensor, group }: { sensor: string; group: string }): string {
  if (
    !Object.hasOwn(event, 'sensor') &&
    !Object.hasOwn(event, 'group') &&
    !Object.hasOwn(event, 'received')
  ) {
    // Nothing to overwrite: a copy of an object with thousands of keys takes longer than its text.
    const json = JSON.stringify(event)
    const comma = json.length > 2 ? ',' : ''
    return `${json.slice(0, -1)}${comma}"sensor":${JSON.stringify(sensor)},"group":${JSON.stringify(group)}}`
  }
  const { received: _, ...stored } = event
  return JSON.stringify({ ...stored, sensor, group })
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
  const storedBytes = Buffer.byteLength(content)
  if (storedBytes > limits.eventBytes && isTooLarge(event, storedBytes, limits)) {
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

/** Sensor and group are added to what is stored; together they are shorter than this. */
const addedBytes = 110

function isTooLarge(event: Event, storedBytes: number, { eventBytes }: EventLimits): boolean {
  return storedBytes > eventBytes + addedBytes || Buffer.byteLength(JSON.stringify(event)) > eventBytes
}
