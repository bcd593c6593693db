import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exampleInstallKey } from '@weaklayer/wire'
import type { BenchmarkOptions } from '../options.ts'
import { median, type Row } from '../report.ts'

const defaultRounds = 5
const installsPerRound = 3000
const connections = 64
/** Processor time of an install with the audit log, as a multiple of one without. */
const targetRatio = 1.35

interface Measured {
  cpuMs: number
  seconds: number
}

/** Installs at a gateway with an audit log and at one without, in turns: processor time of one install, and how many a second. */
export async function benchAudit({ rounds }: BenchmarkOptions): Promise<Row[]> {
  const directory = await mkdtemp(join(tmpdir(), 'weaklayer-bench-'))
  const [withLog, without] = [await startProcess(directory, 'with'), await startProcess(directory, 'without')]
  try {
    const found: { withLog: Measured[]; without: Measured[] } = { withLog: [], without: [] }
    // The first round compiles and warms up.
    for (let round = 0; round <= Number(rounds ?? defaultRounds); round++) {
      const [one, other] = [await withLog.measure(), await without.measure()]
      if (round > 0) found.withLog.push(one)
      if (round > 0) found.without.push(other)
    }
    return rowsOf(found)
  } finally {
    await withLog.end()
    await without.end()
    await rm(directory, { recursive: true })
  }
}

function rowsOf({ withLog, without }: { withLog: Measured[]; without: Measured[] }): Row[] {
  const cpu = (all: readonly Measured[]) => median(all.map(({ cpuMs }) => cpuMs / installsPerRound))
  const rate = (all: readonly Measured[]) => median(all.map(({ seconds }) => installsPerRound / seconds))
  const yardstick = cpu(without)
  return [
    {
      name: 'processor time of an install with the audit log',
      value: cpu(withLog),
      unit: 'ms',
      target: targetRatio * yardstick,
      yardstick,
    },
    { name: 'installs a second', value: rate(withLog), unit: '1/s', yardstick: rate(without) },
  ]
}

async function startProcess(directory: string, audit: 'with' | 'without') {
  const script = fileURLToPath(new URL('./gateway-process.ts', import.meta.url))
  const child = fork(script, [directory, audit], { execArgv: [] })
  const said = async () => ((await once(child, 'message')) as [{ url: string; cpuMs: number }])[0]
  const { url } = await said()
  const cpuMs = async () => {
    const answer = said()
    child.send('report')
    return (await answer).cpuMs
  }
  return {
    async measure(): Promise<Measured> {
      const before = await cpuMs()
      const began = performance.now()
      await installMany(url)
      return { seconds: (performance.now() - began) / 1000, cpuMs: (await cpuMs()) - before }
    },
    async end() {
      child.send('end')
      await once(child, 'exit')
    },
  }
}

/** Sensors without a proof: to make proofs would take this process longer than the gateway takes for all of it. */
async function installMany(url: string): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const body = JSON.stringify({ key: exampleInstallKey, label: 'bench' })
  let left = installsPerRound
  const lane = async () => {
    while (left-- > 0) await install(`${url}/install`, body, agent)
  }
  await Promise.all(Array.from({ length: connections }, lane))
  agent.destroy()
}

async function install(url: string, body: string, agent: Agent): Promise<void> {
  const sending = request(url, { method: 'POST', agent, headers: { 'content-type': 'application/json' } })
  sending.end(body)
  const [answer] = (await once(sending, 'response')) as [IncomingMessage]
  answer.resume()
  await once(answer, 'end')
  if (answer.statusCode !== 200) throw new Error(`an install was answered with ${answer.statusCode}`)
}
