import { parseArgs } from 'node:util'
import { type Finding, fuzzTarget, judge } from './fuzz-target.ts'
import { inputsOf, targets } from './targets.ts'

/** `npm run fuzz -- [--inputs 1000000] [--seed N] [--target NAME] [--replay BASE64]` */
const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    target: { type: 'string' },
    replay: { type: 'string' },
  },
})
const chosen = targets.filter(({ name }) => values.target === undefined || name === values.target)
if (chosen.length === 0 || (values.replay !== undefined && chosen.length > 1)) {
  console.error(`--target is one of ${targets.map(({ name }) => name).join(', ')}`)
  process.exit(2)
}
const findings = values.replay === undefined ? await fuzzAll() : await replay(values.replay)
process.exitCode = findings === 0 ? 0 : 1

async function fuzzAll(): Promise<number> {
  const seed = Number(values.seed)
  let count = 0
  for (const target of chosen) {
    const inputs = inputsOf(target, Number(values.inputs), chosen)
    const began = performance.now()
    const findings = await fuzzTarget(target, { seed, inputs })
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    console.log(
      `${target.name.padEnd(14)} ${String(inputs).padStart(8)} inputs  ${seconds.padStart(6)} s  ${findings.length} findings`,
    )
    for (const finding of findings) console.log(formatFinding(finding))
    count += findings.length
  }
  console.log(`seed ${seed}: ${count} findings`)
  return count
}

async function replay(base64: string): Promise<number> {
  const open = await (chosen[0] as (typeof chosen)[number]).open()
  const what = await judge(open, Buffer.from(base64, 'base64'))
  await open.close?.()
  console.log(what ?? 'nothing is wrong')
  return what === undefined ? 0 : 1
}

function formatFinding({ target, seed, number, what, input }: Finding): string {
  const again =
    input === undefined ? '' : `\n  npm run fuzz -- --target ${target} --replay ${input.toString('base64')}`
  return `  ${what}\n  seed ${seed}${number === undefined ? '' : `, input ${number}`}${again}`
}
