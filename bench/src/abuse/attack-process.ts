import type { Socket } from 'node:net'
import { constants, setPriority } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { exampleInstallKey, exampleTokenSecret } from '@weaklayer/wire'
import { driveRequests, nameOf } from '../drive/drive-requests.ts'
import { heard, openSocket } from '../drive/open-socket.ts'
import { createAnswerReader } from '../gateway/answer-reader.ts'
import { makeLoad } from '../gateway/made-load.ts'
import { percentile } from '../report.ts'
import type { Attacked, AttackOrder } from './attack-messages.ts'
import { type Attack, attacks, type Way } from './attacks.ts'

// In life an attacker has processors of its own.
setPriority(constants.priority.PRIORITY_LOW)

/** Attacks in a process of its own: `node attack-process.ts {"name": "…"}`. */
const { name } = JSON.parse(process.argv[2] ?? '') as { name: string }
const attack = attacks.find(one => one.name === name) as Attack
const run = await prepare(attack)
process.on('message', (order: AttackOrder) => void run(order).then(attacked => process.send?.(attacked)))
process.send?.('ready')

type Run = (order: AttackOrder) => Promise<Attacked>

async function prepare({ how, perSecond, connections }: Attack): Promise<Run> {
  if (how.way === 'hold') return order => hold(order, how.text, connections)
  if (how.way === 'connect')
    return order => repeat(order, () => openAndClose(order.port), { perSecond, connections })
  if (how.way === 'stream')
    return order => repeat(order, () => stream(order.port, how), { perSecond, connections })
  const requests = how.way === 'events' ? await eventRequests(how) : await how.requests()
  let at = 0
  const next = () => requests[at++ % requests.length] as Buffer
  return async ({ port, seconds }) => {
    const { answersBy, p50Ms } = await driveRequests({ port, seconds, perSecond, connections, next })
    return { answersBy, p50Ms }
  }
}

/** The same body from many sensors, so that the rate of one does not matter. */
async function eventRequests({ body, encoding }: Extract<Way, { way: 'events' }>): Promise<Buffer[]> {
  const bytes = body()
  const plan = {
    sensors: 100,
    eventsPerBatch: 1,
    groups: [exampleInstallKey.group],
    tokenSecret: exampleTokenSecret,
  }
  const { heads } = await makeLoad(plan)
  return heads.map(head => {
    const text =
      encoding === 'gzip' ? head.toString() : head.toString().replace('Content-Encoding: gzip\r\n', '')
    return Buffer.concat([Buffer.from(`${text}${bytes.length}\r\n\r\n`), bytes])
  })
}

/** Does something again and again, so often a second. */
async function repeat(
  { seconds }: AttackOrder,
  act: () => Promise<string>,
  { perSecond, connections }: { perSecond: number; connections: number },
): Promise<Attacked> {
  const answersBy: Record<string, number> = {}
  const tookMs: number[] = []
  const endMs = performance.now() + seconds * 1000
  const lane = async () => {
    while (performance.now() < endMs) {
      const began = performance.now()
      const answer = await act()
      answersBy[answer] = (answersBy[answer] ?? 0) + 1
      tookMs.push(performance.now() - began)
      await pause(Math.max(0, (connections * 1000) / perSecond - (performance.now() - began)))
    }
  }
  await Promise.all(Array.from({ length: connections }, lane))
  return { answersBy, p50Ms: percentile(tookMs, 50) }
}

async function openAndClose(port: number): Promise<string> {
  const socket = await openSocket(port)
  const isOpen = !socket.destroyed
  socket.destroy()
  return isOpen ? 'connected' : 'no answer'
}

const chunk = Buffer.alloc(65_536, ' ')

async function stream(port: number, { head, bytes }: Extract<Way, { way: 'stream' }>): Promise<string> {
  const socket = await openSocket(port)
  const read = createAnswerReader()
  let answer = 'no answer'
  socket.on('data', data => {
    const whole = read(data)
    if (whole === undefined) return
    answer = nameOf(whole)
    socket.destroy()
  })
  const lines = [
    `${head} HTTP/1.1`,
    'Host: x',
    'Content-Type: application/json',
    'Transfer-Encoding: chunked',
  ]
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  for (let sent = 0; sent < bytes && !socket.destroyed; sent += chunk.length) {
    socket.write(`${chunk.length.toString(16)}\r\n`)
    socket.write(chunk)
    if (!socket.write('\r\n')) await heard(socket, 'drain')
  }
  await heard(socket, 'close')
  return answer
}

/** Opens connections that never come to an end, and sends a byte on each now and then. */
async function hold({ port, seconds }: AttackOrder, text: string, count: number): Promise<Attacked> {
  const sockets: Socket[] = []
  const endMs = performance.now() + seconds * 1000
  const answersBy: Record<string, number> = {}
  for (let opened = 0; opened < count; opened++) {
    const socket = await openSocket(port)
    socket.write(text)
    sockets.push(socket)
  }
  while (performance.now() < endMs) {
    for (const socket of sockets) if (!socket.destroyed) socket.write('a')
    await pause(1000)
  }
  for (const socket of sockets) {
    const answer = socket.destroyed ? 'no answer' : 'held'
    answersBy[answer] = (answersBy[answer] ?? 0) + 1
    socket.destroy()
  }
  return { answersBy, p50Ms: 0 }
}
