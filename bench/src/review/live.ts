import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { findPage, histogram, openStore, parseQuery, type Store } from '@weaklayer/review'
import { exampleTokenSecret, exampleVerifier } from '@weaklayer/wire'
import { makeToken } from '../gateway/made-load.ts'
import { startLoad } from '../gateway/start-load.ts'
import { type BenchServer, startGateway } from '../gateway/start-servers.ts'
import { median, percentile, type Row } from '../report.ts'

const followScript = fileURLToPath(new URL('./follow-process.ts', import.meta.url))
const eventsPerSecond = 20_000
const eventsPerBatch = 100
const connections = 8
const probeEveryMs = 1000
const lookEveryMs = 20
const patienceMs = 30_000

/** How soon events can be found after a gateway has acknowledged them, and what queries take meanwhile. */
export async function liveRows(base: string, seconds: number): Promise<Row[]> {
  const group = crypto.randomUUID()
  const sensor = {
    api: { host: '127.0.0.1', port: 0 },
    token: { secrets: { current: exampleTokenSecret } },
    install: { verifiers: [exampleVerifier] },
  }
  const server = await startGateway(base, { name: 'live', sensor })
  const directory = `${base}/live-store`
  const follower = fork(followScript, [server.directory, directory])
  const load = await startLoad({
    sensors: 10_000,
    eventsPerBatch,
    groups: [group],
    tokenSecret: exampleTokenSecret,
  })
  const play = () =>
    load.play({ server: 'live', port: server.port, https: false, connections, seconds, eventsPerSecond })
  try {
    await once(follower, 'message')
    const token = await makeToken(group, exampleTokenSecret)
    await play()
    const idle = await measure({ directory, server, token }, wait(seconds * 500))
    const played = play()
    const busy = await measure({ directory, server, token }, played)
    const { events, seconds: took } = await played
    return [
      { name: 'live: events a second acknowledged', value: Math.round(events / took), unit: 'events/s' },
      {
        name: 'live: searchable after acknowledgement',
        value: median(busy.delaysMs) / 1000,
        unit: 's',
        target: 2,
      },
      { name: 'live: searchable, p95', value: percentile(busy.delaysMs, 95) / 1000, unit: 's' },
      ratioRow('first page', busy.pageMs, idle.pageMs),
      ratioRow('histogram', busy.histogramMs, idle.histogramMs),
    ]
  } finally {
    load.end()
    await server.stop()
    const ended = once(follower, 'exit')
    follower.disconnect()
    await ended
  }
}

function ratioRow(name: string, busy: readonly number[], idle: readonly number[]): Row {
  const value = median(busy) / median(idle)
  return { name: `live: ${name} under load, times idle`, value, unit: '×', target: 2 }
}

interface Live {
  directory: string
  server: BenchServer
  token: string
}

/** Asks and probes again and again until something is over. */
async function measure({ directory, ...probe }: Live, until: Promise<unknown>) {
  const found = { delaysMs: [] as number[], pageMs: [] as number[], histogramMs: [] as number[] }
  const store = await openStore(directory)
  let over = false
  void until.finally(() => (over = true))
  while (!over) {
    const nextMs = performance.now() + probeEveryMs
    found.delaysMs.push(await delayOf(store, probe))
    found.pageMs.push(
      await timed(() => findPage(store, { query: queryOf('type:TextInput inputType:password') })),
    )
    found.histogramMs.push(await timed(() => histogram(store)))
    await wait(Math.max(0, nextMs - performance.now()))
  }
  await store.close()
  return found
}

/** Sends one event and looks for it: milliseconds from the acknowledgement on. */
async function delayOf(store: Store, { server, token }: Omit<Live, 'directory'>): Promise<number> {
  const hostname = `probe-${crypto.randomUUID()}.example`
  const event = { type: 'WindowLocation', time: Date.now() * 1000, protocol: 'https:', hostname, path: '/' }
  const body = JSON.stringify([{ ...event, search: '', hash: '', windowReference: 1 }])
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const answer = await fetch(`http://127.0.0.1:${server.port}/events`, { method: 'POST', headers, body })
  if (answer.status !== 200)
    throw new Error(`a probe was answered with ${answer.status}: ${await answer.text()}`)
  const sentMs = performance.now()
  const query = queryOf(`host:${hostname}`)
  for (;;) {
    await store.refresh()
    const { events } = await findPage(store, { query, limit: 1 })
    const waitedMs = performance.now() - sentMs
    if (events.length > 0) return waitedMs
    if (waitedMs > patienceMs)
      throw new Error(`an event could not be found ${patienceMs} ms after its acknowledgement`)
    await wait(lookEveryMs)
  }
}

function queryOf(text: string) {
  const read = parseQuery(text, { nowUs: Date.now() * 1000 })
  if (read.status === 'ok') return read.query
  throw new Error(read.message)
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now()
  await work()
  return performance.now() - startMs
}
