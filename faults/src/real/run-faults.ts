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
  onStart?: (fault: Fault) => void
  onResult?: (result: FaultResult) => void
}

/** Runs faults one after the other. */
export async function runFaults(faults: readonly Fault[], options: RunOptions): Promise<FaultsReport> {
  const { size, seed, isWhole, onStart, onResult } = options
  const results: FaultResult[] = []
  for (const fault of faults) {
    onStart?.(fault)
    const result = await runFault(fault, { size, seed: seedOf(seed, fault.name) })
    results.push(result)
    onResult?.(result)
  }
  const wrong = results.flatMap(({ name, problems }) => problems.map(problem => `${name}: ${problem}`))
  return { size, seed, results, problems: [...wrong, ...shortfalls(results, minimums[size], isWhole)] }
}

/** A fault makes the same choices whether it runs alone or not. */
function seedOf(seed: number, name: string): number {
  return [...name].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 16_777_619), seed) >>> 0
}
