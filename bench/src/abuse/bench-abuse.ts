import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exampleInstallKey, exampleTokenSecret, exampleVerifier } from '@weaklayer/wire'
import type { Drive, Driven } from '../drive/drive-requests.ts'
import { type Driver, startDriver } from '../drive/start-driver.ts'
import { cpuSecondsOf, forgetPeak, peakMebiOf } from '../gateway/process-usage.ts'
import { type BenchServer, startGateway } from '../gateway/start-servers.ts'
import type { BenchmarkOptions } from '../options.ts'
import type { Row } from '../report.ts'
import type { Attacked, AttackOrder } from './attack-messages.ts'
import { type Attack, attacks } from './attacks.ts'

const mostMebi = 512
/** Good traffic's p99 at most doubles. */
const mostTimes = 2
const usualSeconds = 4
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
    await traffic.drive({ port: gateway.port, ...good, seconds: Math.min(2, seconds) })
    for (const [index, attack] of wanted.entries()) {
      console.error(`${index + 1} of ${wanted.length}: ${attack.name}`)
      rows.push(...rowsOf(attack, await play(attack, { gateway, traffic, seconds })))
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
}

interface Played {
  quiet: Driven
  beside: Driven
  attacked: Attacked
  cpuShare: number
  peakMebi: number
}

/** Good traffic alone, then beside the attack. */
async function play({ name }: Attack, { gateway, traffic, seconds }: Scene): Promise<Played> {
  const script = new URL('./attack-process.ts', import.meta.url)
  const attacker = await startDriver<AttackOrder, Attacked>(script, { name })
  const { port } = gateway
  const [pid = 0] = gateway.pids()
  try {
    const quiet = await traffic.drive({ port, ...good, seconds })
    forgetPeak(pid)
    const before = cpuSecondsOf(pid)
    const [attacked, beside] = await Promise.all([
      attacker.drive({ port, seconds }),
      traffic.drive({ port, ...good, seconds }),
    ])
    const cpuShare = (cpuSecondsOf(pid) - before) / beside.seconds
    return { quiet, beside, attacked, cpuShare, peakMebi: peakMebiOf(pid) }
  } finally {
    attacker.end()
  }
}

function rowsOf(
  { name, answers, also }: Attack,
  { quiet, beside, attacked, cpuShare, peakMebi }: Played,
): Row[] {
  const all = Object.values(attacked.answersBy).reduce((sum, count) => sum + count, 0)
  const others = Object.keys(attacked.answersBy).filter(answer => answer !== answers)
  const expected = (attacked.answersBy[answers] ?? 0) + (attacked.answersBy[also ?? ''] ?? 0)
  const note = others.length > 0 ? `, also ${others.join(', ')}` : ''
  const failed = beside.answers - (beside.answersBy['200'] ?? 0)
  return [
    {
      name: `${name}: ${answers}${note}`,
      value: expected / all,
      unit: 'of 1',
      least: 1,
    },
    { name: '  median time to its answer', value: attacked.p50Ms, unit: 'ms' },
    { name: '  memory of the gateway', value: peakMebi, unit: 'MiB', target: mostMebi },
    { name: '  processors of the gateway', value: cpuShare, unit: 'CPU' },
    { name: '  good batches not stored', value: failed, unit: 'batches', target: 0 },
    {
      name: '  p99 of good batches',
      value: beside.p99Ms,
      unit: 'ms',
      target: mostTimes * quiet.p99Ms,
      yardstick: quiet.p99Ms,
    },
  ]
}
