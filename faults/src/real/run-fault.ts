import type { Fault, Size } from './fault.ts'
import { openLab } from './lab.ts'
import { faultsOf, type Verdict } from './oracle/verdict.ts'

/** One row of the table. */
export interface FaultResult {
  name: string
  title: string
  rounds: number
  /** How often it really happened. */
  executed: number
  verdict?: Verdict
  /** What is wrong; empty when all is well. */
  problems: string[]
  seconds: number
}

/** Runs one fault in a laboratory of its own and judges what is left. */
export async function runFault(
  fault: Fault,
  { size, seed }: { size: Size; seed: number },
): Promise<FaultResult> {
  const began = performance.now()
  const rounds = fault.rounds[size]
  const result: FaultResult = {
    name: fault.name,
    title: fault.title,
    rounds,
    executed: 0,
    problems: [],
    seconds: 0,
  }
  const lab = await openLab(seed)
  try {
    result.executed = await fault.run(lab, rounds)
    result.verdict = await lab.judge()
    const { mayDrop = false, clones = false } = fault
    const expected = { mayDrop, clones, ...lab.expected }
    result.problems = [...lab.problems, ...faultsOf(result.verdict, expected)]
  } catch (error) {
    result.problems.push(error instanceof Error ? error.message : String(error))
  } finally {
    await lab.close()
  }
  result.seconds = (performance.now() - began) / 1000
  return result
}
