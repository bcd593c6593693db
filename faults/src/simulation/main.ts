import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { belowMinimum } from './counts.ts'
import type { SeedResult } from './run-seed.ts'
import { runSeeds, type Summary } from './spread.ts'

const usage = `npm run simulate -- [--seeds 5000] [--from 1] [--workers 2] [--check]
npm run simulate -- --seed N [--shrink]

Lives through simulated worlds of two gateways and a browser with faults, and judges what is stored in the end.
--check also compares how often each fault happened with minimums.json, which is made for 5,000 seeds.
--seed prints the trace of one world; --shrink looks for the smallest one that fails as it does.`

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '5000' },
    from: { type: 'string', default: '1' },
    workers: { type: 'string', default: '2' },
    seed: { type: 'string' },
    shrink: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) console.log(usage)
else if (values.seed !== undefined) await replay(Number(values.seed))
else await runAll()

async function replay(seed: number): Promise<void> {
  const one = { from: seed, seeds: 1, workers: 1, shrink: values.shrink, trace: true, mostFailures: 1 }
  const { last } = await runSeeds(one)
  if (last === undefined) throw new Error(`seed ${seed} was not run`)
  const { actions, ...world } = last.scenario
  console.log(`world ${JSON.stringify(world)}`)
  for (const line of last.trace) console.log(line)
  console.log(`trace ${last.hash}`)
  report([last])
}

async function runAll(): Promise<void> {
  const started = performance.now()
  const many = { from: Number(values.from), seeds: Number(values.seeds), workers: Number(values.workers) }
  const summary = await runSeeds({ ...many, shrink: false, trace: false, mostFailures: 1 })
  for (const [what, times] of Object.entries(summary.counts))
    console.log(`${String(times).padStart(9)}  ${what}`)
  report(summary.failures)
  if (values.check) compare(summary)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`simulation: ${summary.seeds} seeds, ${summary.failures.length} failed, ${seconds} s`)
}

function report(results: readonly SeedResult[]): void {
  for (const { seed, violations } of results) {
    if (violations.length === 0) continue
    process.exitCode = 1
    console.log(`seed ${seed} breaks a promise:`)
    for (const violation of violations) console.log(`  ${violation}`)
    console.log(`  replay it with: npm run simulate -- --seed ${seed} --shrink`)
  }
}

function compare({ counts, failures }: Summary): void {
  const file = new URL('minimums.json', import.meta.url)
  const minimums: Record<string, number> = JSON.parse(readFileSync(file, 'utf8'))
  const short = failures.length === 0 ? belowMinimum(counts, minimums) : []
  if (short.length === 0) return
  process.exitCode = 1
  console.log(`faults that happened less often than minimums.json wants:\n  ${short.join('\n  ')}`)
}
