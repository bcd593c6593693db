import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { type Answer, createAnswerReader } from '../gateway/answer-reader.ts'
import { percentile } from '../report.ts'
import { openSocket } from './open-socket.ts'

export interface Drive {
  port: number
  connections: number
  seconds: number
  /** Requests a second of all connections together. @default as many as the server takes */
  perSecond?: number | undefined
  /** The next request, whole. */
  next: () => Buffer
}

/** What came of it. */
export interface Driven {
  seconds: number
  answers: number
  /** How many answers had each status, with the code of an error behind it: `413 BODY_TOO_LARGE`. */
  answersBy: Record<string, number>
  /** Of each answer. */
  latenciesMs: number[]
  p50Ms: number
  p99Ms: number
}

/** Sends requests over connections that are kept, one at a time on each, and measures each answer. */
export async function driveRequests(drive: Drive): Promise<Driven> {
  const { connections, seconds, perSecond, next } = drive
  const answersBy: Record<string, number> = {}
  const latenciesMs: number[] = []
  const beganMs = performance.now()
  const endMs = beganMs + seconds * 1000
  const gapMs = perSecond === undefined ? 0 : (connections * 1000) / perSecond
  const lane = async (index: number) => {
    const ask = await openLane(drive.port)
    // An answer that is late makes the next request later, never two at once.
    for (let dueMs = beganMs + (gapMs * index) / connections; dueMs < endMs; dueMs += gapMs) {
      if (gapMs > 0) await pause(Math.max(0, dueMs - performance.now()))
      if (performance.now() >= endMs) break
      const sentMs = performance.now()
      const name = nameOf(await ask(next()))
      latenciesMs.push(performance.now() - sentMs)
      answersBy[name] = (answersBy[name] ?? 0) + 1
    }
    ask.end()
  }
  await Promise.all(Array.from({ length: connections }, (_, index) => lane(index)))
  return {
    seconds: (performance.now() - beganMs) / 1000,
    answers: latenciesMs.length,
    answersBy,
    latenciesMs,
    p50Ms: percentile(latenciesMs, 50),
    p99Ms: percentile(latenciesMs, 99),
  }
}

/** An answer that never came, because the connection ended. */
const noAnswer: Answer = { status: 0, body: '' }

/** `200`, `413 BODY_TOO_LARGE`, `no answer`. */
export function nameOf({ status, body }: Answer): string {
  if (status === 0) return 'no answer'
  const code = /"code":"([A-Z_]+)"/.exec(body)?.[1]
  return status === 200 || code === undefined ? String(status) : `${status} ${code}`
}

/** A connection that asks and waits; one that the server closed is opened again. */
async function openLane(port: number) {
  let socket: Socket | undefined
  let isUsable = false
  let settle: (answer: Answer) => void = () => undefined
  const open = async () => {
    const opened = await openSocket(port)
    const read = createAnswerReader()
    opened.on('data', chunk => {
      const answer = read(chunk)
      if (answer !== undefined) settle(answer)
    })
    opened.on('close', () => {
      if (socket === opened) isUsable = false
      settle(noAnswer)
    })
    socket = opened
    isUsable = !opened.destroyed
  }
  await open()
  const ask = async (request: Buffer) => {
    if (!isUsable) await open()
    return await new Promise<Answer>(resolve => {
      settle = resolve
      if (isUsable) socket?.write(request)
      else resolve(noAnswer)
    })
  }
  return Object.assign(ask, { end: () => socket?.destroy() })
}
