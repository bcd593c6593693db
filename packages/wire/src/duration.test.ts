import { expect, test } from 'vitest'
import { durationUs } from './duration.ts'

const durations: [value: unknown, us: number | undefined][] = [
  [0, 0],
  [2_419_200_000_000, 2_419_200_000_000],
  ['2419200000000', 2_419_200_000_000],
  ['28d', 2_419_200_000_000],
  ['5m', 300_000_000],
  [' 1.5h ', 5_400_000_000],
  ['90 s', 90_000_000],
  ['7ms', 7000],
  ['7us', 7],
  ['0.4us', 0],
  [-1, undefined],
  [1.5, undefined],
  [2 ** 53, undefined],
  [Number.NaN, undefined],
  ['', undefined],
  ['-5m', undefined],
  ['5 min', undefined],
  ['5M', undefined],
  ['1h30m', undefined],
  ['1e3s', undefined],
  [`${'9'.repeat(30)}d`, undefined],
  [null, undefined],
  [true, undefined],
]

test.each(durations)('the duration %j is %j microseconds', (value, us) => {
  expect(durationUs(value)).toBe(us)
})
