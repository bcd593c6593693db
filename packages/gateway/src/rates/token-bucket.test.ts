import fc from 'fast-check'
import { expect, test } from 'vitest'
import { giveTo, type Rate, takeFrom } from './token-bucket.ts'

const perMinute = (amount: number, burst: number): Rate => ({ amount, burst, periodMs: 60_000 })

/** Takes of one at each time, with what they must return: 0 taken, else the wait. */
const takings: [string, Rate, [number, number][]][] = [
  [
    'a full bucket gives its burst at once',
    perMinute(60, 3),
    [
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 1000],
    ],
  ],
  [
    'one more comes with each interval, not a millisecond earlier',
    perMinute(60, 1),
    [
      [0, 0],
      [999, 1],
      [1000, 0],
      [1000, 1000],
    ],
  ],
  [
    'a bucket never holds more than its burst',
    perMinute(60, 2),
    [
      [0, 0],
      [3_600_000, 0],
      [3_600_000, 0],
      [3_600_000, 1000],
    ],
  ],
]

test.each(takings)('%s', (_name, rate, takes) => {
  let state: number | undefined
  for (const [nowMs, waitMs] of takes) {
    const taking = takeFrom(state, 1, { rate, nowMs })
    expect(taking.status === 'empty' ? taking.waitMs : 0).toBe(waitMs)
    if (taking.status === 'taken') state = taking.fullAtMs
  }
})

test('more than the whole bucket counts as the whole, so that it fits at some time', () => {
  const rate = perMinute(60, 10)
  const taking = takeFrom(undefined, 1000, { rate, nowMs: 5 })
  expect(taking).toEqual({ status: 'taken', fullAtMs: 10_005 })
  expect(takeFrom(10_005, 1000, { rate, nowMs: 5 })).toEqual({ status: 'empty', waitMs: 10_000 })
})

test('what was given back can be taken again', () => {
  const rate = perMinute(60, 1)
  const taking = takeFrom(undefined, 1, { rate, nowMs: 0 })
  const state = giveTo(taking.status === 'taken' ? taking.fullAtMs : Number.NaN, 1, rate)
  expect(takeFrom(state, 1, { rate, nowMs: 0 }).status).toBe('taken')
})

/** Takes one after each gap and returns when something was taken. */
function takeAfter(gaps: readonly number[], rate: Rate): number[] {
  const taken: number[] = []
  let state: number | undefined
  let nowMs = 1_763_760_000_000
  for (const gap of gaps) {
    nowMs += gap
    const taking = takeFrom(state, 1, { rate, nowMs })
    if (taking.status === 'empty') {
      const later = { rate, nowMs: nowMs + Math.ceil(taking.waitMs) }
      expect(takeFrom(state, 1, later).status).toBe('taken')
    } else {
      state = taking.fullAtMs
      taken.push(nowMs)
    }
  }
  return taken
}

test('in no span of time is more taken than the burst and what that span adds', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 100 })
  fc.assert(
    fc.property(gaps, steps => {
      const taken = takeAfter(steps, perMinute(60, 5))
      const most = (start: number, end: number) => 5 + (end - start + 1) / 1000
      const spans = taken.flatMap((start, from) =>
        taken.slice(from).map((end, further) => further + 1 - most(start, end)),
      )
      expect(Math.max(...spans, 0)).toBe(0)
    }),
  )
})
