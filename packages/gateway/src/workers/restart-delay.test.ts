import { expect, test } from 'vitest'
import { restartDelay } from './restart-delay.ts'

test('workers that die early are replaced ever more slowly, and one that served for long at once', () => {
  const waits = [0]
  for (let death = 0; death < 12; death++) waits.push(restartDelay(500, waits.at(-1) ?? 0))
  expect(waits.slice(1, 5)).toEqual([100, 200, 400, 800])
  expect(waits.at(-1)).toBe(30_000)
  expect(restartDelay(60_000, 30_000)).toBe(100)
})
