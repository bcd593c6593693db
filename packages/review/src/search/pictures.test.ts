import { expect, test } from 'vitest'
import { barOf, legendOf, stackedBar } from './bar-picture.ts'
import type { Entity } from './entity.ts'
import { formatEntity } from './format-entity.ts'
import { formatFacets } from './format-facets.ts'
import { formatHistogram } from './format-histogram.ts'

const hostile = 'phish\u001b[2J\n\u202e.example'
const hourUs = 3_600_000_000
const startUs = Date.parse('2026-11-22T08:00:00Z') * 1000

test.each([
  [0, ''],
  [1, '█'],
  [500, '█████'],
  [1000, '██████████'],
])('of at most 1000 events, %i are a bar of %s', (events, bar) => {
  expect(barOf(events, 1000, 10)).toBe(bar)
})

test('a stacked bar is as long as its events, and its parts share it', () => {
  const parts = [
    { name: 'a', events: 50 },
    { name: 'b', events: 30 },
    { name: 'z', events: 20 },
  ]
  expect(stackedBar(parts, ['a', 'b'], { most: 200, width: 20 })).toBe('█████▓▓▓░░')
  expect(stackedBar([], ['a'], { most: 200, width: 20 })).toBe('')
})

test('the most frequent types have a fill of their own, the others share one', () => {
  const totals = ['a', 'b', 'c', 'd', 'e'].map((name, index) => ({ name, events: 100 - index }))
  expect(legendOf(totals)).toEqual({
    names: ['a', 'b', 'c'],
    parts: [
      { fill: '█', part: { name: 'a', events: 100 } },
      { fill: '▓', part: { name: 'b', events: 99 } },
      { fill: '▒', part: { name: 'c', events: 98 } },
      { fill: '░', part: { name: 'others', events: 193 } },
    ],
  })
  expect(legendOf(totals.slice(0, 4)).names).toEqual(['a', 'b', 'c', 'd'])
})

const bars = [
  { startUs, events: 40, byType: { Window: 30, [hostile]: 10 } },
  { startUs: startUs + hourUs, events: 20, byType: { Window: 20 } },
  { startUs: startUs + 5 * hourUs, events: 1, byType: { Window: 1 } },
]

test('a histogram is a line a bar, and a line for a time without events', () => {
  const lines = [...formatHistogram(bars, { unit: 'hour', utc: true, columns: 44 })]
  expect(lines).toEqual([
    '61 events',
    '█ Window 51  ▓ phish\\u{1b}[2J\\u{a}\\u{202e}.example 10',
    '2026-11-22 08:00Z  40  ███████████████▓▓▓▓▓',
    '2026-11-22 09:00Z  20  ██████████',
    '  (nothing for 3 hours)',
    '2026-11-22 13:00Z   1  █',
  ])
  expect([...formatHistogram([], { unit: 'day', utc: false, columns: 80 })]).toEqual(['0 events'])
})

test.each([10, 40, 80, 500])('on a terminal of %i columns a histogram has bars', columns => {
  const [, , line = ''] = formatHistogram(bars, { unit: 'day', utc: true, columns })
  expect(line).toMatch(/^2026-11-22 {2}40 {2}█{3,}▓+$/)
  if (columns >= 40) expect(line.length).toBeLessThan(columns)
})

test('facets are a line a value; fields that no event has are named at the end', () => {
  const found = {
    events: 50,
    fields: [
      {
        field: 'hostname' as const,
        covered: 40,
        values: 9,
        top: [
          { value: hostile, events: 30 },
          { value: 'b', events: 3 },
        ],
      },
      { field: 'type' as const, covered: 50, values: 1, top: [{ value: 'Window', events: 50 }] },
      { field: 'port' as const, covered: 0, values: 0, top: [] },
    ],
  }
  expect([...formatFacets(found, { columns: 60 })]).toEqual([
    '50 events',
    '',
    'hostname: 40 have it, 9 values, the first 2',
    '  phish\\u{1b}[2J\\u{a}\\u{202e}.example  30  ████████████████',
    '  b                                     3  ██',
    '',
    'type: all have it, 1 value',
    `  Window  50  ${'█'.repeat(40)}`,
    '',
    'No event has: port',
  ])
})

test('an entity tells how rare it is, and who met it', () => {
  const one = {
    sensor: 's-1',
    label: null,
    device: 'laptop\n7',
    user: 'anna',
    firstUs: startUs,
    lastUs: startUs,
    events: 3,
  }
  const entity: Entity = {
    kind: 'host',
    value: hostile,
    firstUs: startUs,
    lastUs: startUs + hourUs,
    events: 7,
    sensors: 2,
    ofSensors: 20,
    who: [one],
  }
  expect([...formatEntity(entity, { utc: true })]).toEqual([
    'host phish\\u{1b}[2J\\u{a}\\u{202e}.example: 7 events, at 2 of 20 sensors',
    'first 2026-11-22 08:00:00.000Z, last 2026-11-22 09:00:00.000Z',
    '',
    'first                     last                      events  who',
    '2026-11-22 08:00:00.000Z  2026-11-22 08:00:00.000Z       3  anna / laptop\\u{a}7, s-1',
    'more sensors: 1; a higher limit shows them',
  ])
  expect([...formatEntity({ ...entity, kind: 'sensor', value: 's-1' }, { utc: true })].at(-1)).toBe(
    'known as anna / laptop\\u{a}7',
  )
})
