import { spawn } from 'node:child_process'

interface Step {
  name: string
  command: string[]
}

const steps: Step[] = [
  { name: 'types: server and tools', command: ['tsc', '-p', '.'] },
  { name: 'types: browser tests', command: ['tsc', '-p', 'e2e'] },
  { name: 'types: fault laboratory', command: ['tsc', '-p', 'faults'] },
  { name: 'types: wire without Node', command: ['tsc', '-p', 'packages/wire'] },
  { name: 'types: extension', command: ['tsc', '-p', 'extension'] },
  { name: 'types: tests of the extension', command: ['tsc', '-p', 'extension/tsconfig.tests.json'] },
  { name: 'lint and format', command: ['biome', 'check', '--error-on-warnings', '.'] },
  { name: 'dead code', command: ['knip', '--no-progress'] },
  { name: 'import rules', command: ['vitest', 'run', '--reporter=dot', 'tools/src/import-rules.test.ts'] },
]

interface Outcome {
  step: Step
  status: number | null
  output: string
  tookMs: number
}

const started = performance.now()
const outcomes = await runTwoAtATime(steps)
for (const { step, status, output, tookMs } of outcomes) {
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${step.name} (${(tookMs / 1000).toFixed(1)} s)`)
  if (status !== 0) console.log(output)
}
const failed = outcomes.filter(outcome => outcome.status !== 0).length
console.log(
  `check: ${outcomes.length - failed} ok, ${failed} failed, ${((performance.now() - started) / 1000).toFixed(1)} s`,
)
process.exitCode = failed === 0 ? 0 : 1

async function runTwoAtATime(todo: Step[]): Promise<Outcome[]> {
  const waiting = [...todo]
  const done: Outcome[] = []
  const lane = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) done.push(await run(step))
  }
  await Promise.all([lane(), lane()])
  return done
}

function run(step: Step): Promise<Outcome> {
  const began = performance.now()
  const [program = '', ...options] = step.command
  const child = spawn(`node_modules/.bin/${program}`, options, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', chunk => (output += chunk))
  child.stderr.on('data', chunk => (output += chunk))
  return new Promise(resolve => {
    child.on('error', error =>
      resolve({ step, status: 1, output: error.message, tookMs: performance.now() - began }),
    )
    child.on('close', status => resolve({ step, status, output, tookMs: performance.now() - began }))
  })
}
