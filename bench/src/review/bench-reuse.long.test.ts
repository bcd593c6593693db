import { expect, test, vi } from 'vitest'
import { benchReuse } from './bench-reuse.ts'

// It is no measurement here: everything else of the machine may run at the same time.
vi.setConfig({ testTimeout: 120_000 })

test('a small round tells the rank of each planted theft beside the yardstick', async () => {
  const rows = await benchReuse({ events: '100000', rounds: '1' })
  expect(rows.slice(0, 2).map(({ name }) => name)).toEqual([
    'the question, median',
    'planted among the first 25',
  ])
  expect(rows[1]).toMatchObject({ value: 10, unit: 'of 10', least: 10, yardstick: expect.any(Number) })
  expect(rows.slice(2)).toHaveLength(10)
})
