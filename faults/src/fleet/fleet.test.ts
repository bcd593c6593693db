import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { belowMinimum } from '../simulation/counts.ts'
import { executedCounts } from './executed-counts.ts'
import { fleetRows } from './fleet-rows.ts'
import { runFleet } from './run-fleet.ts'

const minimums = JSON.parse(readFileSync(new URL('./minimums.json', import.meta.url), 'utf8'))

test('a fleet enrols in spite of lost answers, and comes back from outages with everything, once', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'weaklayer-fleet-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  const run = await runFleet({
    sensors: 300,
    queued: 50,
    outageMs: 15 * 60_000,
    seed: 1,
    threads: 2,
    directory,
    say: () => undefined,
  })
  const counts = executedCounts(run)
  console.log('fleet', JSON.stringify(counts))
  expect(belowMinimum(counts, minimums)).toEqual([])
  expect(fleetRows(run).filter(row => row.ok === false)).toEqual([])
  expect(run.proof.stored).toBe(run.proof.recorded)
  expect(run.proof.installEvents - run.proof.enrolledIds).toBe(counts['answers to enrolments lost'])
  for (const { waitsMs } of run.phases) expect(waitsMs).toHaveLength(300)
}, 600_000)
