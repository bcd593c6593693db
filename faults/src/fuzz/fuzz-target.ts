import { setImmediate as nextTurn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { makeInput } from './make-input.ts'
import { shrink } from './shrink.ts'
import type { OpenTarget, Target } from './target.ts'

/** A fault of the product, with what it takes to see it again. */
export interface Finding {
  target: string
  seed: number
  /** Of the input; absent where several inputs together did it. */
  number?: number
  what: string
  /** The smallest input that still shows it. */
  input?: Buffer
}

export interface FuzzPlan {
  seed: number
  inputs: number
}

/** Most processor time of one input. */
const mostMs = 50
/** What may stay behind after all inputs: caches of the gateway are bounded, and fill. */
const mostGrowthBytes = 48 * 1_048_576
const logEvery = 500

/** Gives a target its inputs and returns what is wrong, at most one finding of each kind. */
export async function fuzzTarget(target: Target, plan: FuzzPlan): Promise<Finding[]> {
  const open = await target.open()
  const strays: string[] = []
  const note = (reason: unknown) => void strays.push(`unhandled rejection: ${String(reason)}`)
  process.on('unhandledRejection', note)
  const findings = new Map<string, Finding>()
  try {
    for await (const one of findingsOf({ target, open, strays }, plan)) {
      if (!findings.has(kindOf(one.what)))
        findings.set(kindOf(one.what), { target: target.name, seed: plan.seed, ...one })
    }
  } finally {
    process.off('unhandledRejection', note)
    await open.close?.()
  }
  return [...findings.values()]
}

interface Fuzzed {
  target: Target
  open: OpenTarget
  /** What was rejected and nobody heard. */
  strays: string[]
}

type Found = Omit<Finding, 'target' | 'seed'>

async function* findingsOf(fuzzed: Fuzzed, { seed, inputs }: FuzzPlan): AsyncGenerator<Found> {
  const settled = Math.floor(inputs / 3)
  const known = new Set<string>()
  let beforeBytes = 0
  for (let number = 0; number < inputs; number++) {
    if (number === settled) beforeBytes = heapBytes()
    const found = await tryInput(fuzzed, makeInput(fuzzed.target, seed, number), known)
    if (found !== undefined) yield { number, ...found }
    if (number % logEvery !== logEvery - 1 && number !== inputs - 1) continue
    for (const what of await lateFindings(fuzzed)) yield { what: `${what} (up to input ${number})` }
  }
  const growthBytes = heapBytes() - beforeBytes
  if (growthBytes > mostGrowthBytes) yield { what: `memory grew by ${growthBytes} bytes` }
}

/** What shows after some inputs only: Node tells of rejections between turns. */
async function lateFindings({ open, strays }: Fuzzed): Promise<string[]> {
  await nextTurn()
  const log = open.takeLog?.() ?? ''
  const isLeaking = (open.secrets ?? []).some(secret => log.includes(secret))
  return [...strays.splice(0), ...(isLeaking ? ['a secret stands in the log'] : [])]
}

/** Making an input small takes hundreds of tries: once for each kind of finding. */
async function tryInput(
  { open, strays }: Fuzzed,
  input: Buffer,
  known: Set<string>,
): Promise<Found | undefined> {
  const what = (await judge(open, input)) ?? strays.pop()
  if (what === undefined || known.has(kindOf(what))) return undefined
  known.add(kindOf(what))
  return { what, input: await smallest(open, input, what) }
}

/** What is wrong with the product, if it is shown by this input. */
export async function judge(open: OpenTarget, input: Buffer): Promise<string | undefined> {
  let leastMs = Number.POSITIVE_INFINITY
  // Compiling and collecting garbage may fall into any input: slow is what is slow each time.
  for (let round = 0; round < 4 && leastMs > mostMs; round++) {
    const before = process.threadCpuUsage()
    try {
      const what = await open.run(input)
      if (what !== undefined) return what
    } catch (error) {
      return `crash: ${String((error as Error).stack ?? error).slice(0, 600)}`
    }
    const { user, system } = process.threadCpuUsage(before)
    leastMs = Math.min(leastMs, (user + system) / 1000)
  }
  return leastMs > mostMs ? `slow: more than ${mostMs} ms of processor time` : undefined
}

async function smallest(open: OpenTarget, input: Buffer, what: string): Promise<Buffer> {
  return await shrink(input, async smaller => {
    const again = await judge(open, smaller)
    return again !== undefined && kindOf(again) === kindOf(what)
  })
}

/** Findings that begin alike are one. */
function kindOf(what: string): string {
  return what.split('\n')[0]?.replaceAll(/\d+/g, '0').slice(0, 80) ?? ''
}

function heapBytes(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  return process.memoryUsage().heapUsed
}
