import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createCounts } from './counts.ts'
import type { SeedResult } from './run-seed.ts'
import type { Share } from './runner.ts'

export interface SpreadOptions extends Omit<Share, 'step'> {
  workers: number
  /** The product broken in this way; see mutants.ts. */
  mutant?: string | undefined
}

export interface Summary {
  /** Seeds that were run. */
  seeds: number
  failures: SeedResult[]
  counts: Record<string, number>
  last?: SeedResult
}

/** Runs seeds in several processes. @throws when one of them ends otherwise than by itself */
export async function runSeeds(options: SpreadOptions): Promise<Summary> {
  const { workers, from, seeds } = options
  const counts = createCounts()
  const summary: Summary = { seeds: 0, failures: [], counts: {} }
  const take = (result: SeedResult) => {
    summary.seeds += 1
    summary.last = result
    if (result.violations.length > 0) summary.failures.push(result)
    for (const [what, times] of Object.entries(result.counts)) counts.add(what, times)
  }
  const shares = Array.from({ length: workers }, (_, index) => ({
    ...options,
    from: from + index,
    step: workers,
    seeds: Math.ceil((seeds - index) / workers),
  }))
  const enough = new AbortController()
  await Promise.all(
    shares.map(share =>
      runShare(
        share,
        result => {
          take(result)
          if (summary.failures.length >= options.mostFailures) enough.abort()
        },
        enough.signal,
      ),
    ),
  )
  summary.failures.sort((left, right) => left.seed - right.seed)
  return { ...summary, counts: counts.all() }
}

const runner = fileURLToPath(new URL('runner.ts', import.meta.url))

async function runShare(
  share: Share & { mutant?: string | undefined },
  take: (result: SeedResult) => void,
  enough: AbortSignal,
): Promise<void> {
  const { mutant, ...given } = share
  const env = { ...process.env, ...(mutant === undefined ? {} : { WEAKLAYER_MUTANT: mutant }) }
  const child = spawn(process.execPath, ['--max-semi-space-size=32', runner, JSON.stringify(given)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env,
  })
  const closed = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  const stop = () => void child.kill()
  enough.addEventListener('abort', stop)
  for await (const line of createInterface(child.stdout)) take(JSON.parse(line))
  const status = await closed
  if (status !== 0 && !enough.aborted)
    throw new Error(`a process of the simulation ended with status ${status}`)
}
