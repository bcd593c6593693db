import { expect, test, vi } from 'vitest'
import { benchVerify } from './bench-verify.ts'

// It is no measurement here: everything else of the machine may run at the same time.
vi.setConfig({ testTimeout: 120_000 })

test('a small round generates, verifies and finds exactly what was generated', async () => {
  const rows = await benchVerify({ events: '20000', rounds: '2' })
  expect(rows.map(row => row.name)).toEqual([
    'verify 20000 events',
    'verify, events a second',
    'verify, processor time',
    'peak memory',
    'generate the same events',
  ])
  for (const row of rows) expect(row.value).toBeGreaterThan(0)
  expect(rows[0]).toMatchObject({ unit: 's', target: 0.12, yardstick: expect.any(Number) })
})
