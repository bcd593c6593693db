import { expect, test } from 'vitest'
import { waitEndMs } from './delivery-record.ts'

const kind = 'backoff'
const dayMs = 24 * 60 * 60_000

const waits = [
  { name: 'none', wait: undefined, end: undefined },
  { name: 'one that lasts', wait: { kind, sinceMs: 500, untilMs: 2000 }, end: 2000 },
  { name: 'one that is over', wait: { kind, sinceMs: 500, untilMs: 1000 }, end: undefined },
  { name: 'one of an older version', wait: { kind, untilMs: 2000 }, end: 2000 },
  { name: 'one planned tomorrow', wait: { kind, sinceMs: dayMs, untilMs: dayMs + 5000 }, end: undefined },
  { name: 'one from before a small correction', wait: { kind, sinceMs: 1500, untilMs: 6500 }, end: 6500 },
] as const

test.each(waits)('of waits, $name ends when it should', ({ wait, end }) => {
  expect(waitEndMs(wait, 1000)).toBe(end)
})
