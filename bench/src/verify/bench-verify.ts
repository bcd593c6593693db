import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type GeneratedTruth,
  generateEvents,
  planGeneration,
  totalsOf,
  verifyEvents,
} from '@weaklayer/review'
import type { BenchmarkOptions } from '../options.ts'
import { median, type Row } from '../report.ts'
import { countLines } from './count-lines.ts'

const usualEvents = 10_000_000
/** What 10 million events may take on two cores. */
const targetSeconds = 60
const eventsPerSensor = 1000

/** How long `weaklayer verify` takes, beside the least that reading the same files can take. */
export async function benchVerify(options: BenchmarkOptions): Promise<Row[]> {
  const events = Number(options.events ?? usualEvents)
  const rounds = Number(options.rounds ?? 1)
  const directory = await mkdtemp(join(tmpdir(), 'weaklayer-bench-'))
  try {
    const made = await timed(async () => generate(directory, events))
    const seconds: Round[] = []
    for (let round = 0; round < rounds; round++) seconds.push(await playRound(directory, made.result))
    return rowsOf(events, made.seconds, seconds)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

interface Round {
  bare: number
  verify: number
  verifyCpu: number
}

function generate(directory: string, events: number): GeneratedTruth {
  const some = Math.ceil(events / 100_000)
  const faults = { missing: some, doubled: some, conflict: some, dropped: some, moved: some }
  const sensors = Math.max(1, Math.floor(events / eventsPerSensor))
  const planned = planGeneration({ events, sensors, groups: 4, clones: 1, faults })
  if (planned.status === 'impossible') throw new Error(planned.why)
  return generateEvents(directory, planned.plan)
}

async function playRound(directory: string, truth: GeneratedTruth): Promise<Round> {
  const bare = await timed(() => countLines(directory))
  const verify = await timed(() => verifyEvents(directory))
  const { sensors, groups, seed, ...counts } = truth
  const { declaredReasons: _, ...totals } = totalsOf(verify.result.sensors)
  const found: Record<string, number> = { ...totals, events: verify.result.events }
  for (const [name, count] of [...Object.entries(counts), ['lines', truth.events] as const]) {
    const said = name === 'lines' ? bare.result : found[name]
    if (said !== count) throw new Error(`${name} is ${said}, but ${count} were generated`)
  }
  return { bare: bare.seconds, verify: verify.seconds, verifyCpu: verify.cpuSeconds }
}

async function timed<Result>(work: () => Promise<Result>) {
  const cpuBefore = process.cpuUsage()
  const begin = performance.now()
  const result = await work()
  const seconds = (performance.now() - begin) / 1000
  const { user, system } = process.cpuUsage(cpuBefore)
  return { result, seconds, cpuSeconds: (user + system) / 1_000_000 }
}

function rowsOf(events: number, generateSeconds: number, rounds: readonly Round[]): Row[] {
  const verify = median(rounds.map(round => round.verify))
  const bare = median(rounds.map(round => round.bare))
  const target = (targetSeconds * events) / usualEvents
  return [
    { name: `verify ${events} events`, value: verify, unit: 's', target, yardstick: bare },
    { name: 'verify, events a second', value: Math.round(events / verify), unit: '1/s' },
    { name: 'verify, processor time', value: median(rounds.map(round => round.verifyCpu)), unit: 's' },
    { name: 'peak memory', value: Math.round(process.resourceUsage().maxRSS / 1024), unit: 'MiB' },
    { name: 'generate the same events', value: generateSeconds, unit: 's' },
  ]
}
