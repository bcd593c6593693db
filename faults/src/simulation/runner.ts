import { checkPatches } from './hooks.ts'

/** The part of a run that one process does: seeds from `from` on, each `step`-th one. */
export interface Share {
  from: number
  step: number
  seeds: number
  shrink: boolean
  /** Ends after so many failing seeds. */
  mostFailures: number
  trace: boolean
}

const { createSetting } = await import('./setting.ts')
const { runSeed } = await import('./run-seed.ts')
const { usePlainCrypto } = await import('./plain-crypto.ts')
const { useVirtualTimers } = await import('./virtual-timers.ts')
const { usePlainClone } = await import('./plain-clone.ts')

usePlainCrypto()
usePlainClone()
useVirtualTimers()
const setting = await createSetting()
const share: Share = JSON.parse(process.argv[2] ?? '{}')
let failures = 0
for (let index = 0; index < share.seeds && failures < share.mostFailures; index++) {
  const seed = share.from + index * share.step
  const result = await runSeed({ seed, setting, shrink: share.shrink })
  if (index === 0) checkPatches()
  const failed = result.violations.length > 0
  const { trace, scenario, ...rest } = result
  console.log(JSON.stringify(share.trace || failed ? { ...rest, scenario, trace } : rest))
  if (failed) failures += 1
}
