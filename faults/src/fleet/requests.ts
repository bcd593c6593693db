import type { NetworkClock } from './network-clock.ts'
import { createTimerHeap, type Due } from './timer-heap.ts'

/** A real request that is sent when its time has come. */
interface TimedRequest extends Due {
  /** Told when it left; resolves when its answer is there. */
  send(sentAtMs: number): Promise<void>
  /** Called when no answer came in time; `send` resolves then. */
  giveUp(): void
}

/** The requests of all machines, on their way. */
export interface Requests {
  hold(request: TimedRequest): void
  /** Sends what is due up to so long from now, and gives up what takes too long. */
  advance(aheadMs: number): void
  inFlight(): number
  /** When the next one is to be sent; infinite for never. */
  nextMs(): number
  /** How late each one left since the last call, in milliseconds: what this process could not compute in time. */
  takeLateMs(): number[]
}

interface Deadline {
  atMs: number
  giveUp(): void
}

/** Connections of one process, with room for its files. */
const mostInFlight = 12_000

/** `limitMs`: how long a sensor waits for an answer. */
export function createRequests(clock: NetworkClock, limitMs: number): Requests {
  const held = createTimerHeap<TimedRequest>()
  const deadlines = new Set<Deadline>()
  let lateMs: number[] = []
  let inFlight = 0
  const nextMs = () => held.peek()?.atMs ?? Number.POSITIVE_INFINITY
  const start = ({ atMs, send, giveUp }: TimedRequest) => {
    const sentAtMs = Math.max(atMs, clock.nowMs())
    lateMs.push(sentAtMs - atMs)
    const deadline = { atMs: sentAtMs + limitMs, giveUp }
    deadlines.add(deadline)
    inFlight++
    void send(sentAtMs).finally(() => {
      deadlines.delete(deadline)
      inFlight--
    })
  }
  const giveUpLate = () => {
    for (const deadline of deadlines) {
      if (deadline.atMs > clock.nowMs()) return
      deadlines.delete(deadline)
      deadline.giveUp()
    }
  }
  return {
    hold: request => held.push(request),
    advance(aheadMs) {
      while (inFlight < mostInFlight && nextMs() <= clock.nowMs() + aheadMs) start(held.pop() as TimedRequest)
      giveUpLate()
    },
    inFlight: () => inFlight,
    nextMs,
    takeLateMs() {
      const taken = lateMs
      lateMs = []
      return taken
    },
  }
}
