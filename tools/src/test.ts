import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { findBrowser } from '@weaklayer/demo'
import { runCommand } from './run-command.ts'
import { ensureSystemPrograms } from './system-programs.ts'
import { allPassed, playwrightCounts, sumCounts, type TestCounts, vitestCounts } from './test-counts.ts'

const results = 'test-results'
rmSync(results, { recursive: true, force: true })
mkdirSync(results)

// The tests start thousands of Node.js processes: they compile each file once.
process.env.NODE_COMPILE_CACHE = resolve(results, 'compile-cache')
await ensureSystemPrograms(['openssl', 'strace', 'haproxy', 'nginx', 'systemd-analyze', 'hivexregedit'])
process.env.WEAKLAYER_CHROMIUM = await findBrowser('chromium')
process.env.WEAKLAYER_FIREFOX = await findBrowser('firefox')

/** Ways to break the product that lose or double events at once; `npm run mutations` tries all. */
const worstMutants = [
  'delete before ack',
  'ack before sync',
  'delete by count',
  'seq outside the transaction',
  'retry with re-encoded bytes',
  'drop without count',
]

const background = ['nice', '-n', '19', 'node']
const first = [await script(['node', 'packages/cli/build.ts']), await check(), await vitest()]
// Simulated time does not notice how long it takes: it gets what browsers leave of the processors while they wait.
const total = sumCounts([...first, ...(await Promise.all([playwright(), simulation()]))])
for (const failure of total.failures) console.log(`failed: ${failure}`)
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exitCode = allPassed(total) ? 0 : 1

async function check(): Promise<TestCounts> {
  return await script(['node', 'tools/src/check.ts'])
}

/** Thousands of worlds with faults; then the product broken on purpose, which they must find. */
async function simulation(): Promise<TestCounts> {
  const mutations = ['faults/src/simulation/mutations.ts', '--only']
  const worlds = await script([...background, 'faults/src/simulation/main.ts', '--check'])
  return sumCounts([worlds, await script([...background, ...mutations, worstMutants.join()])])
}

async function script([program = '', ...options]: string[]): Promise<TestCounts> {
  const status = await runCommand(program, options)
  return status === 0
    ? { passed: 1, failed: 0, skipped: 0, failures: [] }
    : { passed: 0, failed: 1, skipped: 0, failures: [[program, ...options].join(' ')] }
}

async function vitest(): Promise<TestCounts> {
  const report = `${results}/vitest.json`
  await runCommand('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`])
  return vitestCounts(JSON.parse(readFileSync(report, 'utf8')))
}

async function playwright(): Promise<TestCounts> {
  const report = `${results}/playwright.json`
  const options = ['test', '--config', 'e2e/playwright.config.ts', '--reporter=list,json']
  await runCommand('playwright', options, { PLAYWRIGHT_JSON_OUTPUT_FILE: resolve(report) })
  return playwrightCounts(JSON.parse(readFileSync(report, 'utf8')))
}
