import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { exampleInstallKey, makeProof, makeSensorKeyPair } from '@weaklayer/wire'
import type { BenchmarkOptions } from '../options.ts'
import type { Row } from '../report.ts'
import { worstBodies } from './worst-bodies.ts'

/** Invariant of docs/promises.md: no single request blocks the event loop for longer. */
const targetMs = 50
const defaultRounds = 3

/** Sends the worst legal bodies one at a time, and reports the longest turn of the gateway's event loop for each. */
export async function benchGatewayBlocking({ rounds }: BenchmarkOptions): Promise<Row[]> {
  const directory = await mkdtemp(join(tmpdir(), 'weaklayer-bench-'))
  const gateway = await startGatewayProcess(directory)
  try {
    const token = await enrol(gateway.url)
    const rows: Row[] = []
    for (const [name, make] of Object.entries(worstBodies)) {
      let worstMs = 0
      let status = 0
      for (let round = 0; round < Number(rounds ?? defaultRounds); round++) {
        const body = gzipSync(make(), { level: 1 })
        await gateway.longestMs()
        status = await send(gateway.url, token, body)
        worstMs = Math.max(worstMs, await gateway.longestMs())
      }
      rows.push({ name: `${name} (${status})`, value: worstMs, unit: 'ms CPU', target: targetMs })
    }
    return rows
  } finally {
    await gateway.end()
    await rm(directory, { recursive: true })
  }
}

async function startGatewayProcess(directory: string) {
  const script = fileURLToPath(new URL('./gateway-process.ts', import.meta.url))
  const child = fork(script, [directory], { execArgv: [] })
  const said = async () => ((await once(child, 'message')) as [{ url: string; longestMs: number }])[0]
  const { url } = await said()
  return {
    url,
    async longestMs() {
      const answer = said()
      child.send('report')
      return (await answer).longestMs
    },
    async end() {
      child.send('end')
      await once(child, 'exit')
    },
  }
}

async function enrol(url: string): Promise<string> {
  const pair = await makeSensorKeyPair()
  const nowSeconds = Math.floor(Date.now() / 1000)
  const dpop = await makeProof(pair, { method: 'POST', url: `${url}/install`, nowSeconds })
  const answer = await fetch(`${url}/install`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', dpop },
    body: JSON.stringify({ key: exampleInstallKey, label: 'bench' }),
  })
  return ((await answer.json()) as { token: string }).token
}

async function send(url: string, token: string, body: Buffer<ArrayBuffer>): Promise<number> {
  const headers = {
    'content-type': 'application/json',
    'content-encoding': 'gzip',
    authorization: `Bearer ${token}`,
  }
  const answer = await fetch(`${url}/events`, { method: 'POST', headers, body })
  await answer.arrayBuffer()
  return answer.status
}
