import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exampleInstallKey, exampleTokenSecret, makeVerifier } from '@weaklayer/wire'
import type { Drive, Driven } from '../drive/drive-requests.ts'
import { type Driver, startDriver } from '../drive/start-driver.ts'
import { cpuSecondsOf, forgetPeak, peakMebiOf } from '../gateway/process-usage.ts'
import { type BenchServer, startGateway } from '../gateway/start-servers.ts'
import type { BenchmarkOptions } from '../options.ts'
import { median, type Row } from '../report.ts'
import type { InstallPlan } from './made-installs.ts'

/** At two cores; see docs/benchmarks.md. */
const leastInstallsPerSecond = 2000
const mostMsPerWrongKey = 0.2
const usualSensors = 4000
const usualSeconds = 4
/** Code is compiled while it runs. */
const warmUpSeconds = 5
const raisedRates = { failedInstallsPerMinute: 100_000_000, groupInstallBurst: 100_000_000 }
const connections = 64

type Installer = Driver<Omit<Drive, 'next'>, Driven>

interface InstallRound extends Driven {
  cpuMs: number
  peakMebi: number
}

/** What an enrolment costs, and what it costs to come with a wrong key. */
export async function benchInstall(options: BenchmarkOptions): Promise<Row[]> {
  const base = await mkdtemp(join(tmpdir(), 'weaklayer-bench-'))
  const seconds = Number(options.seconds ?? usualSeconds)
  const rounds = Number(options.rounds ?? 3)
  const raised = await startInstallGateway(base, { name: 'raised', rates: raisedRates })
  const workers = await startInstallGateway(base, {
    name: 'workers',
    rates: raisedRates,
    options: ['--workers', '2'],
  })
  const usual = await startInstallGateway(base, { name: 'usual', rates: {} })
  const good = await startInstaller({ sensors: usualSensors })
  const wrong = await startInstaller({ sensors: usualSensors, wrongKey: true })
  try {
    const play = async (server: BenchServer, driver: Installer) => {
      await playInstalls(server, driver, warmUpSeconds)
      const played: InstallRound[] = []
      for (let round = 0; round < rounds; round++) played.push(await playInstalls(server, driver, seconds))
      return played
    }
    return [
      ...enrolmentRows('one process', await play(raised, good)),
      ...enrolmentRows('two workers', await play(workers, good), leastInstallsPerSecond),
      ...wrongKeyRows('refused (403), rate of failures raised', await play(raised, wrong), '403 KEY_REFUSED'),
      ...wrongKeyRows('beyond ten a minute (429)', await play(usual, wrong), '429 RATE_LIMITED'),
    ]
  } finally {
    for (const driver of [good, wrong]) driver.end()
    for (const server of [raised, workers, usual]) await server.stop()
    await rm(base, { recursive: true, force: true })
  }
}

interface InstallGateway {
  name: string
  rates: object
  options?: readonly string[]
}

async function startInstallGateway(
  base: string,
  { name, rates, options = [] }: InstallGateway,
): Promise<BenchServer> {
  const sensor = {
    api: { host: '127.0.0.1', port: 0 },
    token: { secrets: { current: exampleTokenSecret } },
    install: { verifiers: [await makeVerifier(exampleInstallKey)] },
  }
  return await startGateway(base, { name, sensor, more: { rates }, options })
}

function startInstaller(plan: InstallPlan): Promise<Installer> {
  return startDriver(new URL('./install-process.ts', import.meta.url), plan)
}

async function playInstalls(server: BenchServer, driver: Installer, seconds: number): Promise<InstallRound> {
  const pids = server.pids()
  const cpuSeconds = () => pids.reduce((sum, pid) => sum + cpuSecondsOf(pid), 0)
  for (const pid of pids) forgetPeak(pid)
  const before = cpuSeconds()
  const driven = await driver.drive({ port: server.port, connections, seconds })
  const cpuMs = (cpuSeconds() - before) * 1000
  return { ...driven, cpuMs, peakMebi: Math.max(...pids.map(peakMebiOf)) }
}

function enrolmentRows(how: string, rounds: readonly InstallRound[], least?: number): Row[] {
  const middle = (pick: (round: InstallRound) => number) => median(rounds.map(pick))
  return [
    {
      name: `install with proof, group rate raised, ${how}`,
      value: middle(round => (round.answersBy['200'] ?? 0) / round.seconds),
      unit: 'installs/s',
      ...(least !== undefined && { least }),
    },
    {
      name: `processor time of one, ${how}`,
      value: middle(round => round.cpuMs / round.answers),
      unit: 'ms CPU',
    },
    { name: `p99 of one, 64 at once, ${how}`, value: middle(round => round.p99Ms), unit: 'ms' },
    {
      name: `answers other than 200, ${how}`,
      value: Math.max(...rounds.map(round => round.answers - (round.answersBy['200'] ?? 0))),
      unit: 'answers',
      target: 0,
    },
    {
      name: `memory of a process, ${how}`,
      value: Math.max(...rounds.map(round => round.peakMebi)),
      unit: 'MiB',
      target: 512,
    },
  ]
}

function wrongKeyRows(how: string, rounds: readonly InstallRound[], answer: string): Row[] {
  return [
    {
      name: `wrong key, ${how}`,
      value: median(rounds.map(round => round.cpuMs / round.answers)),
      unit: 'ms CPU',
      target: mostMsPerWrongKey,
    },
    {
      name: `share of ${answer} in it`,
      value: Math.min(...rounds.map(round => (round.answersBy[answer] ?? 0) / round.answers)),
      unit: 'of 1',
      least: 0.99,
    },
  ]
}
