import { describe, expect, test } from 'vitest'
import { eventFilter, type FilterOptions, hostMatches } from './event-filter.ts'
import { sampleEvent, sampleSensor, sampleTimeUs } from './sample-events.ts'

describe('an event passes', () => {
  test.each<[string, FilterOptions, boolean]>([
    ['no filter', {}, true],
    ['its type', { types: ['TextInput', 'WindowLocation'] }, true],
    ['its type in another case', { types: ['windowlocation'] }, true],
    ['another type', { types: ['Window'] }, false],
    ['its sensor', { sensors: [sampleSensor] }, true],
    ['how its sensor begins', { sensors: ['3F2A9C1B'] }, true],
    ['how another sensor begins', { sensors: ['2a9c1b'] }, false],
    ['its host', { hosts: ['other.example', 'WWW.example.com'] }, true],
    ['another host', { hosts: ['example.com'] }, false],
    ['since before its receipt', { sinceUs: sampleTimeUs + 1_000_001 }, true],
    ['since after its receipt', { sinceUs: sampleTimeUs + 1_000_002 }, false],
    ['all of several', { types: ['WindowLocation'], hosts: ['*.example.com'], sensors: ['3f'] }, true],
    [
      'all but one of several',
      { types: ['WindowLocation'], hosts: ['*.example.com'], sensors: ['4f'] },
      false,
    ],
  ])('%s', (_, options, passes) => {
    expect(eventFilter(options)(sampleEvent(1))).toBe(passes)
  })
})

test.each([
  ['example.com', 'example.com', true],
  ['example.com', 'www.example.com', false],
  ['*.example.com', 'www.example.com', true],
  ['*.example.com', 'a.b.example.com', true],
  ['*.example.com', 'example.com', true],
  ['*.example.com', 'notexample.com', false],
  ['*.example.com', 'example.com.evil.test', false],
  ['example.com', 'EXAMPLE.com.', true],
  ['*.example.com', '', false],
])('pattern %s and host %s: %s', (pattern, host, matches) => {
  expect(hostMatches(pattern, host)).toBe(matches)
})

const location = sampleEvent(2, { windowReference: sampleTimeUs })
const typed = (fields: Record<string, unknown> = {}) =>
  sampleEvent(3, {
    type: 'TextInput',
    hostname: undefined,
    windowLocationReference: location.time,
    ...fields,
  })

test('an event that refers to an address has its host', () => {
  const filter = eventFilter({ hosts: ['www.example.com'], types: ['TextInput'] })
  expect(filter(location)).toBe(false)
  expect(filter(typed())).toBe(true)
})

test('an event that refers to a frame has the host where the frame is', () => {
  const filter = eventFilter({ hosts: ['www.example.com'] })
  filter(location)
  const other = sampleEvent(4, { type: 'Download', hostname: undefined })
  expect(filter(other)).toBe(true)
})

test('the addresses of one sensor are not those of another', () => {
  const filter = eventFilter({ hosts: ['www.example.com'] })
  filter(location)
  expect(filter(typed({ sensor: '00000000-0000-8000-8000-000000000002' }))).toBe(false)
})

test('memory is bounded: an address that a sensor left long ago is forgotten, one in use is not', () => {
  const filter = eventFilter({ hosts: ['www.example.com'] })
  const used = sampleEvent(100_000, { windowReference: 7 })
  filter(location)
  filter(used)
  for (let seq = 10; seq < 1000; seq++) {
    filter(sampleEvent(seq, { windowReference: seq }))
    filter(typed({ windowLocationReference: used.time }))
  }
  expect(filter(typed({ windowLocationReference: used.time }))).toBe(true)
  expect(filter(typed())).toBe(false)
})
