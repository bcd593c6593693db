import { parseArgs } from 'node:util'
import { mutants } from './mutants.ts'
import { runSeeds } from './spread.ts'

const usage = `npm run mutations -- [--seeds 2000] [--workers 2] [--only NAME,…]

Breaks the product in each way of mutants.ts, as its files are loaded, and looks for the first seed that finds it.
Ends with status 1 when one is not found among so many seeds, and throws when a patch no longer applies.`

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    workers: { type: 'string', default: '2' },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
const share = { from: 1, workers: 1, shrink: false, trace: false, mostFailures: 1 }

if (values.help) console.log(usage)
else await breakAll()

async function breakAll(): Promise<void> {
  const started = performance.now()
  const named = values.only?.split(',')
  const wanted = mutants.filter(({ name }) => named?.includes(name) ?? true)
  const waiting = wanted.map(({ name }) => name)
  let found = 0
  const lane = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      if (await breakOne(name)) found += 1
    }
  }
  await Promise.all(Array.from({ length: Number(values.workers) }, lane))
  if (found < (named ?? wanted).length || found === 0) process.exitCode = 1
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`mutations: ${found} of ${wanted.length} found, ${seconds} s`)
}

/** Whether a seed finds it that finds nothing in the product as it is. */
async function breakOne(mutant: string): Promise<boolean> {
  const { seeds, failures } = await runSeeds({ ...share, seeds: Number(values.seeds), mutant })
  const [first] = failures
  if (first === undefined) {
    console.log(`MISSED  ${mutant}: none of ${seeds} seeds finds it`)
    return false
  }
  const whole = await runSeeds({ ...share, from: first.seed, seeds: 1 })
  if (whole.failures.length > 0) {
    console.log(`UNKNOWN ${mutant}: seed ${first.seed} finds something in the whole product too`)
    return false
  }
  console.log(
    `found   ${mutant}: seed ${first.seed}, the ${seeds}. one: ${first.violations[0]?.slice(0, 110)}`,
  )
  return true
}
