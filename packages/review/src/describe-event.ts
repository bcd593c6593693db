import type { StoredEvent } from '@weaklayer/wire'
import type { Place } from './place-memory.ts'
import { plainText, plainWord } from './plain-text.ts'

type Describe = (event: StoredEvent, place: Place | undefined) => (string | undefined)[]

/** What an event says in plain words; text from pages is escaped. Nothing is trusted to match its schema. */
export function describeEvent(event: StoredEvent, place?: Place): string {
  const describe = Object.hasOwn(descriptions, event.type) ? descriptions[event.type] : undefined
  const parts = [
    ...(describe ?? describeOther)(event, place),
    event.incognito === true ? 'private window' : undefined,
    event.tab === undefined ? undefined : `tab ${event.tab}`,
  ]
  return parts.filter(part => part !== undefined && part !== '').join(', ')
}

const descriptions: Record<string, Describe> = {
  Install: event => [
    event.isNewInstall === false ? 'token renewed' : 'enrolled',
    named('label', event.label),
    ...claims(event),
    named('from', event.address),
    named('browser', event.userAgent),
  ],
  Window: event => [event.isTopLevelWindow === true ? 'page started' : 'frame in a page started'],
  WindowLocation: event => [address(event)],
  TextInput: (event, place) => [
    plainText(event.inputType, 40),
    `${plainText(event.textLength, 20)}+ characters`,
    hash(event.textHash),
    event.filled === true ? 'filled by a script' : undefined,
    place === undefined ? undefined : `at ${plainText(place.hostname + place.path, 120)}`,
  ],
  Status: event => [
    event.seq === 1 ? 'browser started' : 'alive',
    named('policy', event.policyState),
    `${plainText(event.queued, 20)} queued`,
    problems(event.policyProblems),
    named('sensor', event.version),
    named('browser', event.browser),
    named('label', event.label),
    ...claims(event),
  ],
  Dropped: event => [
    `${plainText(event.count, 20)} events given up`,
    named('reason', event.reason),
    event.atMost === undefined ? undefined : `at most ${plainText(event.atMost, 20)}`,
    Array.isArray(event.ranges) && event.ranges.length > 0
      ? `seq ${plainText(rangesText(event.ranges), 120)}`
      : undefined,
  ],
}

/** Fields that the line shows elsewhere, or that only programs need. */
const quietFields = new Set([
  'type',
  'time',
  'epoch',
  'seq',
  'tab',
  'frame',
  'incognito',
  'windowReference',
  'windowLocationReference',
  'sensor',
  'group',
  'received',
])
const mostFields = 8

/** Types that this version does not know: their fields as they came. */
function describeOther(event: StoredEvent): string[] {
  const fields = Object.entries(event).filter(
    ([name, value]) => value !== undefined && !quietFields.has(name),
  )
  const shown = fields
    .slice(0, mostFields)
    .map(([name, value]) => `${plainWord(name, 40)}=${plainWord(value, 80)}`)
  return fields.length > mostFields ? [...shown, `${fields.length - mostFields} more fields`] : shown
}

function named(name: string, value: unknown): string | undefined {
  return value === undefined || value === '' ? undefined : `${name} ${plainWord(value, 120)}`
}

function claims(event: StoredEvent): (string | undefined)[] {
  return [named('device', event.device), named('user', event.user)]
}

function address(event: StoredEvent): string {
  const port = event.port === undefined ? '' : `:${event.port}`
  const host = event.hostname === '' ? '' : `//${event.hostname}${port}`
  return plainWord(`${event.protocol}${host}${event.path ?? ''}${event.search ?? ''}${event.hash ?? ''}`)
}

function hash(textHash: unknown): string {
  return textHash === '' ? 'too long for a hash' : `hash ${plainText(textHash, 10)}`
}

function problems(found: unknown): string | undefined {
  return Array.isArray(found) && found.length > 0 ? `${found.length} policy problems` : undefined
}

function rangesText(ranges: unknown[]): string {
  return ranges
    .slice(0, 20)
    .map(range => (Array.isArray(range) && range[0] !== range[1] ? range.join('–') : String(range)))
    .join(' ')
}
