import { expect, test } from 'vitest'
import { sampleEvent, sampleSensor, sampleTimeUs } from '../sample-events.ts'
import { formatSession } from './format-session.ts'
import type { FoundEvent } from './found-event.ts'
import { sessionTree } from './session-tree.ts'

function format(events: readonly object[]): string {
  const context = { label: null, device: null, user: null, hostname: null, conflict: false }
  const found = events.map(event => ({ event, ...context, severity: 'normal' })) as FoundEvent[]
  const period = { sensor: sampleSensor, fromUs: sampleTimeUs, toUs: sampleTimeUs + 60_000_000 }
  return formatSession({ ...period, ...sessionTree(found), events: events.length, cut: true }, { utc: true })
}

const window = sampleEvent(1, {
  type: 'Window',
  time: sampleTimeUs,
  tab: 3,
  topLevelWindowReference: sampleTimeUs,
  isTopLevelWindow: true,
})
const location = sampleEvent(2, { tab: 3 })
const typed = {
  ...sampleEvent(3, { type: 'TextInput', tab: 3, windowReference: undefined }),
  windowLocationReference: location.time,
  textHash: 'AAAABBBBCCCC',
  textLength: 8,
  inputType: 'password',
}

const { time, sensor, group, received } = sampleEvent(4)
const odd = { type: 'Odd', time, sensor, group, received, note: 'x' }

test('reads as a tree', () => {
  expect(format([window, location, typed, odd])).toBe(
    `sensor ${sampleSensor}: 2025-11-21 21:20:00.000Z to 2025-11-21 21:21:00.000Z, 4 events

tab 3: 2025-11-21 21:20:00.000Z to 2025-11-21 21:20:00.000Z
  page of 2025-11-21 21:20:00.000Z
    2025-11-21 21:20:00.000Z  https://www.example.com/page/2
      2025-11-21 21:20:00.000Z  TextInput  password, 8+ characters, hash AAAABBBBCC…

beside the tabs
  2025-11-21 21:20:00.000Z  Odd  note=x

There are more events in this time: ask for less of it, or with a higher limit.`,
  )
})

test('text from pages cannot move the cursor, change colours or start a line', () => {
  const hostile = '\u001b[2J\u001b]0;x\u0007\r\nsensor \u202e\u009b31m'
  const text = format([
    sampleEvent(1, { type: hostile, hostname: hostile, tab: hostile }),
    sampleEvent(2, { hostname: hostile, path: hostile, sensor: hostile }),
    sampleEvent(3, { type: 'TextInput', inputType: hostile, textHash: hostile, windowReference: undefined }),
    sampleEvent(4, { type: 'Download', fileName: hostile, windowReference: undefined, [hostile]: hostile }),
  ])
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are looked for
  expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/)
  expect(text.split('\n').filter(line => line.startsWith('sensor '))).toHaveLength(1)
})
