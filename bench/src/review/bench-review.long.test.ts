import { expect, test, vi } from 'vitest'
import { benchReview } from './bench-review.ts'

// It is no measurement here: everything else of the machine may run at the same time.
vi.setConfig({ testTimeout: 120_000 })

test('a small round asks every question, warm, cold, of the files and while events come in', async () => {
  const rows = await benchReview({ events: '20000', rounds: '1', seconds: '2' })
  const names = rows.map(row => row.name)
  expect(names.filter(name => /^first page .*, warm$/.test(name))).toHaveLength(10)
  expect(names.filter(name => /, cold with opening$/.test(name))).toHaveLength(14)
  expect(names.filter(name => name.startsWith('live: '))).toHaveLength(5)
  for (const row of rows) expect(row.value, row.name).toBeGreaterThan(0)
  for (const row of rows.filter(({ name }) => / warm$/.test(name))) expect(row.yardstick).toBeGreaterThan(0)
})
