import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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

test('several organisations are told apart by their seeds, and leave nothing behind', async () => {
  const place = await mkdtemp(join(tmpdir(), 'weaklayer-bench-test-'))
  vi.stubEnv('WEAKLAYER_BENCH_DATA', place)
  const rows = await benchReuse({ events: '100000', rounds: '1', seed: '7,8' })
  expect(rows.map(({ name }) => name).filter(name => name.includes('planted'))).toEqual([
    'seed 7: planted among the first 25',
    'seed 8: planted among the first 25',
  ])
  expect(await readdir(place)).toEqual([])
  vi.unstubAllEnvs()
  await rm(place, { recursive: true })
})
