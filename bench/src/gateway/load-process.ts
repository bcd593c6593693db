import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { percentile } from '../report.ts'
import { createAnswerReader } from './answer-reader.ts'
import type { Play, Played } from './load-messages.ts'
import { type LoadPlan, type MadeLoad, makeLoad } from './made-load.ts'

/** Sends batches as fast as a server takes them, in a process of its own: `node load-process.ts PLAN`. */
const load = await makeLoad(JSON.parse(process.argv[2] ?? '') as LoadPlan)
/** How many batches each server has had. */
const sent = new Map<string, number>()

process.on('message', (play: Play) => void answer(play))
process.send?.('ready')

async function answer(play: Play): Promise<void> {
  process.send?.(await playLoad(play, load))
}

async function playLoad(play: Play, { heads, bodies, eventsPerBatch }: MadeLoad): Promise<Played> {
  const statuses: Record<string, number> = {}
  const latenciesMs: number[] = []
  let next = sent.get(play.server) ?? 0
  const began = performance.now()
  const endMs = began + play.seconds * 1000
  const when = createPace(play, { eventsPerBatch, began })
  const write = (socket: Socket) => {
    const head = heads[next % heads.length] as Buffer
    const body = bodies[Math.floor(next / heads.length) % bodies.length] as Buffer
    next++
    socket.cork()
    socket.write(head)
    socket.write(`${body.length}\r\n\r\n`)
    socket.write(body)
    socket.uncork()
  }
  const drive = async () => {
    const socket = await open(play)
    const read = createAnswerReader()
    let sentMs = performance.now()
    write(socket)
    socket.on('data', chunk => {
      const response = read(chunk)
      if (response === undefined) return
      const nowMs = performance.now()
      latenciesMs.push(nowMs - sentMs)
      statuses[response.status] = (statuses[response.status] ?? 0) + 1
      if (nowMs > endMs) return void socket.end()
      when(() => {
        sentMs = performance.now()
        write(socket)
      })
    })
    await once(socket, 'close')
  }
  await Promise.all(Array.from({ length: play.connections }, drive))
  sent.set(play.server, next)
  return {
    events: (statuses[200] ?? 0) * eventsPerBatch,
    refused: latenciesMs.length - (statuses[200] ?? 0),
    seconds: (performance.now() - began) / 1000,
    p50Ms: percentile(latenciesMs, 50),
    p99Ms: percentile(latenciesMs, 99),
    statuses,
  }
}

/** Says when the next batch goes out: at once, or at its turn. */
function createPace(
  { eventsPerSecond }: Play,
  { eventsPerBatch, began }: { eventsPerBatch: number; began: number },
) {
  let turns = 0
  return (go: () => void): void => {
    const everyMs = eventsPerSecond === undefined ? 0 : (1000 * eventsPerBatch) / eventsPerSecond
    const waitMs = began + everyMs * turns++ - performance.now()
    if (everyMs === 0 || waitMs <= 0) go()
    else setTimeout(go, waitMs)
  }
}

async function open({ port, https }: Play): Promise<Socket> {
  const address = { host: '127.0.0.1', port }
  const socket = https ? connectTls({ ...address, rejectUnauthorized: false }) : connect(address)
  await once(socket, https ? 'secureConnect' : 'connect')
  return socket.setNoDelay()
}
