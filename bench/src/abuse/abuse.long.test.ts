import { expect, test, vi } from 'vitest'
import { attacks } from './attacks.ts'
import { benchAbuse } from './bench-abuse.ts'

vi.setConfig({ testTimeout: 300_000 })

test('every attack gets its answer, harms no good batch, and leaves the gateway below 512 MiB', async () => {
  const rows = await benchAbuse({ seconds: '0.3', rounds: '1' })
  const named = (part: string) => rows.filter(({ name }) => name.includes(part))
  expect(rows).toHaveLength(attacks.length * 6)
  expect(named(': ').filter(({ value }) => value < 1)).toEqual([])
  expect(named('memory').filter(({ value }) => !(value > 50 && value < 512))).toEqual([])
  expect(named('not stored').filter(({ value }) => value > 0)).toEqual([])
  // How long anything takes depends on what else the machine does: `npm run bench -- abuse` says it.
})
