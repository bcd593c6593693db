import { expect, test } from 'vitest'
import type { Phase } from './phases.ts'
import { plotPhases } from './plot-phases.ts'
import { formatRates } from './rate-table.ts'
import { requestsBySecond, summarizePhase } from './summarize-phase.ts'

const request = (sentAtMs: number, outcome: Phase['requests'][number]['outcome'] = 200) => ({
  route: 'events' as const,
  sentAtMs,
  tookMs: 5,
  outcome,
})

const phase: Phase = {
  name: 'gateway <back>',
  queued: 20,
  failedBefore: 3,
  waitsMs: [1000, 2500],
  requests: [request(10), request(20, 503), request(2400), request(2450, 'timeout')],
  lateMs: [0, 1],
  peakMemoryBytes: 2 ** 20 * 600,
}

test('requests are counted by second', () => {
  expect(requestsBySecond(phase.requests)).toEqual([2, 0, 2])
})

test('a picture has a bar for each second with requests, and the refused ones apart', () => {
  const picture = plotPhases('a & b', [phase])
  expect(picture.match(/fill="#2a6fb0"/g)).toHaveLength(2)
  expect(picture.match(/fill="#c0392b"/g)).toHaveLength(1)
  expect(picture).toContain('gateway &lt;back>')
  expect(picture).toContain('a &amp; b')
  expect(picture).not.toContain('NaN')
})

test('a phase without requests has a picture and figures too', () => {
  const empty = { ...phase, requests: [], waitsMs: [], lateMs: [] }
  expect(plotPhases('none', [empty])).not.toContain('NaN')
  expect(summarizePhase(empty).every(row => Number.isFinite(row.value))).toBe(true)
})

test('figures over their bounds are said to be over', () => {
  const rows = new Map(summarizePhase(phase).map(row => [row.name, row]))
  expect(rows.get('gateway <back>: peak memory of the gateway')).toMatchObject({ value: 600, ok: false })
  expect(rows.get('gateway <back>: wait, longest')).toMatchObject({ value: 2.5, ok: true })
  expect(rows.get('gateway <back>: answers 503 or 429')).toMatchObject({ value: 1 })
  expect(rows.get('gateway <back>: other failures')).toMatchObject({ value: 1 })
})

test('rates stand in intervals up to the last request', () => {
  expect(formatRates(phase)).toBe(
    [
      'gateway <back>: seconds  requests  mean a second  most in a second',
      '0–1                      2         2              2',
      '1–2                      0         0              0',
      '2–3                      2         2              2',
    ].join('\n'),
  )
})
