import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { fleetRows } from './fleet-rows.ts'
import { formatRows } from './format-rows.ts'
import { plotPhases } from './plot-phases.ts'
import { formatRates } from './rate-table.ts'
import { runFleet } from './run-fleet.ts'

// Nobody reads the stacks of a hundred thousand refused connections.
Error.stackTraceLimit = 0

const usage = `npm run fleet -- [--sensors 10000] [--queued 200] [--outage-minutes 15] [--seed 1] [--json] [--plot FILE]

Simulated sensors enrol at one real gateway, lose it for a while, and come back; then they lose their network, and come back.`

const { values } = parseArgs({
  options: {
    sensors: { type: 'string', default: '10000' },
    queued: { type: 'string', default: '200' },
    'outage-minutes': { type: 'string', default: '15' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    plot: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
const options = {
  sensors: Number(values.sensors),
  queued: Number(values.queued),
  outageMs: Number(values['outage-minutes']) * 60_000,
  seed: Number(values.seed),
}
const isCalledRightly = Object.values(options).every(one => Number.isSafeInteger(one) && one > 0)
if (values.help || !isCalledRightly) {
  console.log(usage)
  process.exitCode = values.help ? 0 : 2
} else await run()

async function run(): Promise<void> {
  const threads = Math.min(4, availableParallelism())
  const directory = await mkdtemp(join(tmpdir(), 'weaklayer-fleet-'))
  try {
    const say = (text: string) => void process.stderr.write(`${text}\n`)
    const began = performance.now()
    const fleetRun = await runFleet({ ...options, threads, directory, say })
    const rows = fleetRows(fleetRun)
    const tookSeconds = Math.round((performance.now() - began) / 1000)
    const title = `${options.sensors} sensors with ${options.queued} events each against one gateway`
    if (values.plot !== undefined) await writeFile(values.plot, plotPhases(title, fleetRun.phases))
    if (values.json) console.log(JSON.stringify({ ...options, tookSeconds, rows }))
    else {
      console.log(
        [title, '', ...fleetRun.phases.map(phase => `${formatRates(phase)}\n`), formatRows(rows)].join('\n'),
      )
      console.log(`\nseed ${options.seed}, took ${tookSeconds} s`)
    }
    process.exitCode = rows.some(row => row.ok === false) ? 1 : 0
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
