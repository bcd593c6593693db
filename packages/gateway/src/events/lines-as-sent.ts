import type { ParsedPart } from '../body/parse-array.ts'
import { matchesSchema } from './compiled-check.ts'
import type { EventLimits } from './event-limits.ts'
import { type Event, hasOrigin } from './stored-content.ts'
import { endOfPlain } from './written-plainly.ts'

/** Events, and the text that they were parsed from. */
export interface SentEvents extends Pick<ParsedPart, 'text' | 'bytes'> {
  events: readonly Event[]
}

/**
 * The lines of events, each with the ASCII end given, if all of them are valid and their text is already what `JSON.stringify` writes;
 * undefined when that is not sure.
 *
 * Sensors send such text, and copying it takes a fraction of writing it again. Why lengths are enough: docs/benchmarks.md.
 */
export function linesAsSent(sent: SentEvents, end: string, limits: EventLimits): Buffer | undefined {
  const { text, events } = sent
  if (text.includes('\\') || text.includes('\n') || text.includes('\r')) return undefined
  // A character takes three bytes at most.
  const most = Math.min(limits.stringLength, Math.floor(limits.eventBytes / 3))
  const isAsSent =
    meetWherePlainOnesEnd(sent, { most, saved: 3 }) ||
    (meetWherePlainOnesEnd(sent, { most, saved: Number.POSITIVE_INFINITY }) && !scientific.test(text))
  if (!(isAsSent && events.every(isValid))) return undefined
  const between = `${end}{`.replaceAll('$', '$$$$')
  const lines = text.slice(0, -1).replaceAll(meetingObjects, between) + end
  return Buffer.from(lines, sent.bytes === text.length ? 'latin1' : 'utf8')
}

const meetingObjects = '},{'
/** What numbers in scientific notation look like; strings may look like it too. */
const scientific = /[\s:[,]-?[\d.]+[eE]/

function meetWherePlainOnesEnd(
  { text, events }: SentEvents,
  { most, saved }: { most: number; saved: number },
) {
  let at = 0
  for (const event of events) {
    const meeting = text.indexOf(meetingObjects, at)
    const end = meeting < 0 ? text.length : meeting + 1
    if (end - at > most || endOfPlain({ text, at, event }, saved) !== end) return false
    at = end + 1
  }
  return at === text.length + 1
}

function isValid(event: Event): boolean {
  return !hasOrigin(event) && matchesSchema(event)
}
