import type { Scenario } from './action.ts'
import type { Counts } from './counts.ts'
import { drain } from './drain.ts'
import { perform } from './perform.ts'
import { seedCrypto } from './plain-crypto.ts'
import type { Setting } from './setting.ts'
import { judge } from './verdict.ts'
import { createWorld } from './world.ts'

export interface RunResult {
  violations: readonly string[]
  trace: readonly string[]
  hash: string
}

/** Lives through a scenario, lets everything drain, and judges what is stored. */
export async function runScenario(scenario: Scenario, setting: Setting, counts: Counts): Promise<RunResult> {
  seedCrypto(scenario.chaos)
  const world = createWorld(scenario, setting, counts)
  await world.scheduler.pass(500)
  for (const { action, thenMs } of scenario.actions) {
    await perform(world, action)
    await world.scheduler.pass(thenMs)
  }
  await drain(world)
  judge(world)
  return { violations: world.oracle.violations, trace: world.trace.lines(), hash: world.trace.hash() }
}
