import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exampleTokenSecret, exampleVerifier } from '@weaklayer/wire'
import type { BenchmarkOptions } from '../options.ts'
import type { Row } from '../report.ts'
import { countLines } from '../verify/count-lines.ts'
import { meanEventBytes } from './made-load.ts'
import { makeCertificate } from './make-certificate.ts'
import { playRound, type Round } from './play-round.ts'
import { rowsOfScene } from './scene-rows.ts'
import { type Scene, scenes } from './scenes.ts'
import { startLoad } from './start-load.ts'
import { type BenchServer, startBare, startGateway } from './start-servers.ts'
import { warmUp } from './warm-up.ts'

const sensors = 10_000
const usualRounds = 7
const usualSeconds = 3

/** The gateway beside servers that do the least, in turns within one run. */
export async function benchGateway(options: BenchmarkOptions): Promise<Row[]> {
  const wanted = scenes.filter(({ name }) => options.only === undefined || name === options.only)
  if (wanted.length === 0)
    throw new Error(`no such scene; there are: ${scenes.map(one => one.name).join('; ')}`)
  const rows: Row[] = [{ name: 'mean length of an event', value: meanEventBytes(), unit: 'bytes' }]
  for (const [index, scene] of wanted.entries()) {
    console.error(`${index + 1} of ${wanted.length}: ${scene.name}`)
    rows.push(...(await playScene(scene, options)))
  }
  return rows
}

/** What each server did, a round each. */
export type SceneRounds = Record<string, Round[]>

async function playScene(scene: Scene, options: BenchmarkOptions): Promise<Row[]> {
  const base = await mkdtemp(join(tmpdir(), 'weaklayer-bench-'))
  const groups = Array.from({ length: scene.groups }, () => crypto.randomUUID())
  const { eventsPerBatch } = scene
  const load = await startLoad({ sensors, eventsPerBatch, groups, tokenSecret: exampleTokenSecret })
  const servers = await startServers(base, scene)
  const seconds = Number(options.seconds ?? usualSeconds)
  try {
    const rounds: SceneRounds = Object.fromEntries(servers.map(server => [server.name, []]))
    const warm: Record<string, number> = {}
    for (const server of servers) {
      console.error(`  ${server.name}: warming up`)
      warm[server.name] = await warmUp(load, server, scene.connections)
    }
    for (let round = 0; round < Number(options.rounds ?? usualRounds); round++) {
      for (const server of inTurn(servers, round))
        rounds[server.name]?.push(await playRound(load, server, { connections: scene.connections, seconds }))
    }
    const lost = await Promise.all(
      servers.filter(({ name }) => name !== 'bare append').map(server => countLost(server, rounds, warm)),
    )
    return rowsOfScene(scene, rounds, Math.max(...lost))
  } finally {
    load.end()
    for (const server of servers) await server.stop()
    await rm(base, { recursive: true, force: true })
  }
}

/** Every other round backwards: what a server leaves to the disk is paid by the one after it, and that should not always be the same. */
function inTurn(servers: readonly BenchServer[], round: number): readonly BenchServer[] {
  return round % 2 === 0 ? servers : servers.toReversed()
}

async function startServers(base: string, { https, workers }: Scene): Promise<BenchServer[]> {
  const sensor = {
    api: { host: '127.0.0.1', port: 0 },
    token: { secrets: { current: exampleTokenSecret } },
    install: { verifiers: [exampleVerifier] },
  }
  const servers = [
    await startBare(base, 'serialise'),
    await startBare(base, 'append'),
    await startGateway(base, { name: 'gateway', sensor }),
  ]
  if (workers !== undefined) {
    const options = ['--workers', String(workers)]
    servers.push(await startGateway(base, { name: 'gateway workers', sensor, options }))
  }
  if (!https) return servers
  const secure = { ...sensor, api: { ...sensor.api, https: await makeCertificate(base) } }
  return [...servers, await startGateway(base, { name: 'gateway HTTPS', sensor: secure })]
}

/** Acknowledged events that are in no file, once the server has ended. */
async function countLost(server: BenchServer, rounds: SceneRounds, warm: Record<string, number>) {
  await server.stop()
  const acknowledged = (rounds[server.name] ?? []).reduce(
    (sum, round) => sum + round.events,
    warm[server.name] ?? 0,
  )
  return Math.max(0, acknowledged - (await countLines(server.directory)))
}
