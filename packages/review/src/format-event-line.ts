import { styleText } from 'node:util'
import type { StoredEvent } from '@weaklayer/wire'
import { describeEvent } from './describe-event.ts'
import { formatTime } from './format-time.ts'
import type { Place } from './place-memory.ts'
import { plainText } from './plain-text.ts'

export interface LineOptions {
  /** Whether to colour it for a terminal. */
  colour: boolean
  /** Whether times are UTC. @default false: local time */
  utc?: boolean
  /** Where it happened, for events that only refer to an address. */
  place?: Place | undefined
  /** Whether another event has the same id with other content. @default false */
  conflict?: boolean
}

type Style = Parameters<typeof styleText>[0]

const styles: Record<string, Style> = {
  Install: 'magenta',
  Window: 'gray',
  WindowLocation: 'cyan',
  TextInput: 'yellow',
  Status: 'green',
  Dropped: 'red',
}

/** From this age on the line says how late an event reached the gateway: 10 minutes. */
const lateUs = 600_000_000

/**
 * One event as one line for people: time, first 8 characters of the sensor, type, what it says. Text from pages cannot
 * start a line, move the cursor or change colours.
 */
export function formatEventLine(event: StoredEvent, options: LineOptions): string {
  const paint = (style: Style, text: string) =>
    options.colour ? styleText(style, text, { validateStream: false }) : text
  const notes = [
    event.received - event.time > lateUs ? paint('dim', `(arrived ${howLate(event)} later)`) : '',
    options.conflict === true ? paint('red', '(CONFLICT: another event has the same id)') : '',
  ]
  return [
    paint('dim', formatTime(event.time, options.utc === true)),
    plainText(event.sensor, 8).replace('…', ''),
    paint(styles[event.type] ?? 'bold', plainText(event.type, 40).padEnd(14)),
    describeEvent(event, options.place),
    ...notes.filter(note => note !== ''),
  ].join('  ')
}

function howLate(event: StoredEvent): string {
  const minutes = Math.floor((event.received - event.time) / 60_000_000)
  if (minutes < 120) return `${minutes} min`
  return minutes < 2880 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} d`
}
