import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exampleInstallKey, exampleTokenSecret, exampleVerifier } from '@weaklayer/wire'
import type { Drive, Driven } from '../drive/drive-requests.ts'
import { type Driver, startDriver } from '../drive/start-driver.ts'
import { cpuSecondsOf, forgetPeak, peakMebiOf } from '../gateway/process-usage.ts'
import { type BenchServer, startGateway } from '../gateway/start-servers.ts'
import type { BenchmarkOptions } from '../options.ts'
import { median, percentile, type Row } from '../report.ts'
import type { Attacked, AttackOrder } from './attack-messages.ts'
import { type Attack, attacks } from './attacks.ts'

const mostMebi = 512
/** Good traffic's p99 at most doubles. */
const mostTimes = 2
const usualSeconds = 2
/** Alone and attacked in turns, so often that a pause of the machine decides nothing. */
const usualRounds = 8
/** Code is compiled while it runs. */
const warmUpTimes = 6
/** Good traffic: batches of 50 events of 2,000 sensors. */
const good = { perSecond: 100, connections: 16 }

type GoodTraffic = Driver<Omit<Drive, 'next'>, Driven>

/** Attacks a gateway in every way that docs/production.md names, beside good traffic, and measures both. */
export async function benchAbuse(options: BenchmarkOptions): Promise<Row[]> {
  const wanted = attacks.filter(({ name }) => options.only === undefined || name === options.only)
  if (wanted.length === 0)
    throw new Error(`no such attack; there are: ${attacks.map(one => one.name).join('; ')}`)
  const base = await mkdtemp(join(tmpdir(), 'weaklayer-bench-'))
  const gateway = await startGateway(base, {
    name: 'gateway',
    sensor: {
      api: { host: '127.0.0.1', port: 0 },
      token: { secrets: { current: exampleTokenSecret } },
      install: { verifiers: [exampleVerifier] },
    },
  })
  const traffic: GoodTraffic = await startDriver(new URL('./good-process.ts', import.meta.url), {
    sensors: 2000,
    eventsPerBatch: 50,
    groups: [exampleInstallKey.group],
    tokenSecret: exampleTokenSecret,
  })
  try {
    const rows: Row[] = []
    const seconds = Number(options.seconds ?? usualSeconds)
    const rounds = Number(options.rounds ?? usualRounds)
    await traffic.drive({ port: gateway.port, ...good, seconds: warmUpTimes * seconds })
    for (const [index, attack] of wanted.entries()) {
      console.error(`${index + 1} of ${wanted.length}: ${attack.name}`)
      rows.push(...rowsOf(attack, await play(attack, { gateway, traffic, seconds, rounds })))
    }
    return rows
  } finally {
    traffic.end()
    await gateway.stop()
    await rm(base, { recursive: true, force: true })
  }
}

interface Scene {
  gateway: BenchServer
  traffic: GoodTraffic
  seconds: number
  rounds: number
}

/** Good traffic alone, then beside the attack. */
interface Round {
  quiet: Driven
  beside: Driven
  attacked: Attacked
  cpuShare: number
  peakMebi: number
}

async function play({ name }: Attack, scene: Scene): Promise<Round[]> {
  const script = new URL('./attack-process.ts', import.meta.url)
  const attacker = await startDriver<AttackOrder, Attacked>(script, { name })
  try {
    const played: Round[] = []
    for (let round = 0; round < scene.rounds; round++) played.push(await playRound(attacker, scene))
    return played
  } finally {
    attacker.end()
  }
}

async function playRound(
  attacker: Driver<AttackOrder, Attacked>,
  { gateway, traffic, seconds }: Scene,
): Promise<Round> {
  const { port } = gateway
  const [pid = 0] = gateway.pids()
  const quiet = await traffic.drive({ port, ...good, seconds })
  forgetPeak(pid)
  const before = cpuSecondsOf(pid)
  const [attacked, beside] = await Promise.all([
    attacker.drive({ port, seconds }),
    traffic.drive({ port, ...good, seconds }),
  ])
  const cpuShare = (cpuSecondsOf(pid) - before) / beside.seconds
  return { quiet, beside, attacked, cpuShare, peakMebi: peakMebiOf(pid) }
}

function rowsOf({ name, answers, also }: Attack, rounds: readonly Round[]): Row[] {
  const middle = (pick: (round: Round) => number) => median(rounds.map(pick))
  const most = (pick: (round: Round) => number) => Math.max(...rounds.map(pick))
  const given = rounds.flatMap(({ attacked }) => Object.entries(attacked.answersBy))
  const countOf = (wanted: (answer: string) => boolean) =>
    given.reduce((sum, [answer, count]) => sum + (wanted(answer) ? count : 0), 0)
  const others = new Set(given.map(([answer]) => answer).filter(answer => answer !== answers))
  const note = others.size > 0 ? `, also ${[...others].join(', ')}` : ''
  const p99Ms = (pick: (round: Round) => Driven) =>
    percentile(
      rounds.flatMap(round => pick(round).latenciesMs),
      99,
    )
  const quietMs = p99Ms(({ quiet }) => quiet)
  return [
    {
      name: `${name}: ${answers}${note}`,
      value: countOf(answer => answer === answers || answer === also) / countOf(() => true),
      unit: 'of 1',
      least: 1,
    },
    { name: '  median time to its answer', value: middle(({ attacked }) => attacked.p50Ms), unit: 'ms' },
    {
      name: '  memory of the gateway',
      value: most(({ peakMebi }) => peakMebi),
      unit: 'MiB',
      target: mostMebi,
    },
    { name: '  processors of the gateway', value: middle(({ cpuShare }) => cpuShare), unit: 'CPU' },
    {
      name: '  good batches not stored',
      value: most(({ beside }) => beside.answers - (beside.answersBy['200'] ?? 0)),
      unit: 'batches',
      target: 0,
    },
    {
      name: '  p99 of good batches',
      value: p99Ms(({ beside }) => beside),
      unit: 'ms',
      target: mostTimes * quietMs,
      yardstick: quietMs,
    },
  ]
}
