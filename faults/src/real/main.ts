import { allFaults } from './all-faults.ts'
import { formatResult, formatTotal, heading } from './format-results.ts'
import { type Options, readOptions, usage } from './options.ts'
import { runFaults } from './run-faults.ts'

// Whatever was started ends with this process; see processes.ts.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130))

try {
  await main(readOptions(process.argv.slice(2)))
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`)
  process.exitCode = 2
}

async function main(options: Options): Promise<void> {
  const { size, seed, only, json, sideBySide } = options
  const faults = allFaults.filter(
    ({ name }) => only.length === 0 || only.some(start => name.startsWith(start)),
  )
  if (options.list)
    return console.log(faults.map(({ name, title }) => `${name.padEnd(24)}${title}`).join('\n'))
  if (faults.length === 0) throw new Error(`There is no fault ${only.join(', ')}.`)
  const say = json ? console.error : console.log
  say(`${size} run, seed ${seed}\n\n${heading}`)
  const report = await runFaults(faults, {
    size,
    seed,
    sideBySide,
    isWhole: only.length === 0,
    onResult: result => say(formatResult(result)),
  })
  say(formatTotal(report.results))
  say(
    report.problems.length === 0 ? '\nNothing missing, nothing doubled.' : `\n${report.problems.join('\n')}`,
  )
  if (json) console.log(JSON.stringify(report))
  process.exitCode = report.problems.length === 0 ? 0 : 1
}
