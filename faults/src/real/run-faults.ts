import type { Fault, Size } from './fault.ts'
import { minimums, shortfalls } from './minimums.ts'
import { type FaultResult, runFault } from './run-fault.ts'

export interface FaultsReport {
  size: Size
  /** `--seed` with it makes the same choices again. */
  seed: number
  results: FaultResult[]
  /** What is wrong, over all faults; empty when all is well. */
  problems: string[]
}

export interface RunOptions {
  size: Size
  seed: number
  /** Whether these are all faults that there are. */
  isWhole: boolean
  /** How many run side by side; each has a laboratory of its own. @default 2 */
  sideBySide?: number
  onResult?: (result: FaultResult) => void
}

/** Runs faults, some side by side; the report has them in the order given. */
export async function runFaults(faults: readonly Fault[], options: RunOptions): Promise<FaultsReport> {
  const { size, seed, isWhole, onResult, sideBySide = 2 } = options
  const done = new Map<Fault, FaultResult>()
  const left = [...faults]
  const runLeft = async () => {
    for (let fault = left.shift(); fault !== undefined; fault = left.shift()) {
      const result = await runFault(fault, { size, seed: seedOf(seed, fault.name) })
      done.set(fault, result)
      onResult?.(result)
    }
  }
  await Promise.all(Array.from({ length: sideBySide }, runLeft))
  const results = faults.flatMap(fault => done.get(fault) ?? [])
  const wrong = results.flatMap(({ name, problems }) => problems.map(problem => `${name}: ${problem}`))
  return { size, seed, results, problems: [...wrong, ...shortfalls(results, minimums[size], isWhole)] }
}

/** A fault makes the same choices whether it runs alone or not. */
function seedOf(seed: number, name: string): number {
  return [...name].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 16_777_619), seed) >>> 0
}
