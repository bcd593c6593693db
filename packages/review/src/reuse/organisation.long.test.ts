import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { TruthRecord } from '../generate/cases/truth.ts'
import { generateEvents } from '../generate/generate-events.ts'
import { planGeneration } from '../generate/generation-plan.ts'
import { sampleDirectory } from '../sample-events.ts'
import { importEvents } from '../store/import-events.ts'
import { openStore } from '../store/open-store.ts'
import { findReuse } from './find-reuse.ts'

// A hundred thousand events are made, imported and asked, while everything else of the machine may run.
vi.setConfig({ testTimeout: 120_000 })

const attacks = 10

/** What was planted is read after the question was answered, and here only. */
async function ranks(seed: number, firstGeneration: boolean) {
  await using directory = await sampleDirectory({})
  const events = join(directory.path, 'events')
  const planned = planGeneration({
    events: 100_000,
    sensors: 40,
    epochs: 20,
    seed,
    attacks,
    benign: 100,
    firstGeneration,
  })
  if (planned.status === 'impossible') throw new Error(planned.why)
  const truth: TruthRecord[] = []
  generateEvents(events, planned.plan, { onCase: record => void truth.push(record) })
  await importEvents(events, join(directory.path, 'store'))
  const store = await openStore(join(directory.path, 'store'))
  const { findings, total } = await findReuse(store, { top: 1000 })
  await store.close()
  const planted = truth.filter(({ record }) => record === 'attack')
  return {
    total,
    ranks: planted.map(
      ({ sensor, host }) =>
        1 + findings.findIndex(found => found.sensor === sensor && found.other.hostname === host),
    ),
  }
}

test.each([
  [1, false],
  [4, true],
])(
  'finds what was planted among a hundred thousand events of seed %i, first generation %s',
  async (...which) => {
    const found = await ranks(...which)
    expect(found.ranks).toHaveLength(attacks)
    expect(found.total).toBeGreaterThan(80)
    expect(found.ranks).not.toContain(0)
    expect(Math.max(...found.ranks), found.ranks.join(' ')).toBeLessThanOrEqual(attacks + 5)
  },
)
