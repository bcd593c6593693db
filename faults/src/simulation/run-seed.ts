import fc from 'fast-check'
import type { Scenario } from './action.ts'
import { createCounts } from './counts.ts'
import { type RunResult, runScenario } from './run-scenario.ts'
import { scenarios } from './scenario.ts'
import type { Setting } from './setting.ts'

export interface SeedResult extends RunResult {
  seed: number
  scenario: Scenario
  counts: Record<string, number>
}

export interface SeedOptions {
  seed: number
  setting: Setting
  /** Looks for the smallest scenario that fails too. */
  shrink: boolean
}

const shrinkMs = 120_000

/** Runs the world of a seed; with `shrink`, the smallest world that fails as it does. */
export async function runSeed({ seed, setting, shrink }: SeedOptions): Promise<SeedResult> {
  let last: SeedResult | undefined
  let failed: SeedResult | undefined
  const property = fc.asyncProperty(scenarios, async scenario => {
    const counts = createCounts()
    const result = await runScenario(scenario, setting, counts).catch(brokenBy)
    last = { seed, scenario, ...result, counts: counts.all() }
    if (last.violations.length === 0) return true
    failed = last
    return false
  })
  const limit = shrink ? { interruptAfterTimeLimit: shrinkMs } : { endOnFailure: true }
  await fc.check(property, { seed, numRuns: 1, ...limit })
  return (failed ?? last) as SeedResult
}

/** An error that reaches the simulation itself is a finding like any other. */
function brokenBy(error: unknown): RunResult {
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { violations: [`the simulation ended with ${what}`], trace: [], hash: '' }
}
