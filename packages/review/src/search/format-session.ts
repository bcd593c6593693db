import { describeEvent } from '../describe-event.ts'
import { formatTime } from '../format-time.ts'
import { plainText, plainWord } from '../plain-text.ts'
import type { FoundEvent } from './found-event.ts'
import type { Session } from './session.ts'
import type { SessionLocation, SessionTab, SessionWindow } from './session-tree.ts'

/** A session as an indented tree for people. Text from pages cannot start a line or move the cursor. */
export function formatSession(session: Session, { utc }: { utc: boolean }): string {
  const time = (timeUs: number) => formatTime(timeUs, utc)
  const lines = [
    `sensor ${plainText(session.sensor, 36)}: ${time(session.fromUs)} to ${time(session.toUs)}, ${session.events} events`,
    ...session.tabs.flatMap(tab => tabLines(tab, time)),
    ...(session.beside.length > 0 ? ['', 'beside the tabs', ...eventLines(session.beside, 1, time)] : []),
  ]
  if (session.cut)
    lines.push('', 'There are more events in this time: ask for less of it, or with a higher limit.')
  return lines.join('\n')
}

type Time = (timeUs: number) => string

function tabLines(tab: SessionTab, time: Time): string[] {
  const name = tab.tab === null ? 'no tab named' : `tab ${tab.tab}`
  const opener = tab.opener === undefined ? '' : `, opened from tab ${tab.opener}`
  return [
    '',
    `${name}${opener}: ${time(tab.firstUs)} to ${time(tab.lastUs)}`,
    ...tab.windows.flatMap(window => windowLines(window, 1, time)),
    ...eventLines(tab.events, 1, time),
  ]
}

function windowLines(window: SessionWindow, depth: number, time: Time): string[] {
  const inside = [
    ...window.locations.map(location => ({
      at: location.reference,
      lines: locationLines(location, depth + 1, time),
    })),
    ...window.frames.map(frame => ({ at: frame.reference, lines: windowLines(frame, depth + 1, time) })),
    ...window.events.map(found => ({ at: found.event.time, lines: eventLines([found], depth + 1, time) })),
  ].sort((left, right) => left.at - right.at)
  const name = depth === 1 ? 'page' : 'frame'
  return [`${indent(depth)}${name} of ${time(window.reference)}`, ...inside.flatMap(({ lines }) => lines)]
}

function locationLines(
  { reference, location, events }: SessionLocation,
  depth: number,
  time: Time,
): string[] {
  const address = location === undefined ? 'an address that the store does not hold' : said(location)
  return [`${indent(depth)}${time(reference)}  ${address}`, ...eventLines(events, depth + 1, time)]
}

function eventLines(events: readonly FoundEvent[], depth: number, time: Time): string[] {
  return events.map(found => {
    const conflict = found.conflict ? '  (CONFLICT: another event has the same id)' : ''
    const type = plainWord(found.event.type, 40)
    return `${indent(depth)}${time(found.event.time)}  ${type}  ${said(found)}${conflict}`
  })
}

/** The tab stands above already. */
function said({ event }: FoundEvent): string {
  return describeEvent({ ...event, tab: undefined })
}

function indent(depth: number): string {
  return '  '.repeat(depth)
}
