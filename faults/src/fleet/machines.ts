import type { CryptoWork } from './crypto-work.ts'
import { createTimerHeap, type Due } from './timer-heap.ts'

/** One simulated computer: it has a processor of its own, so that what it computes takes none of the others' time. */
export interface Machine {
  /** Its own time: that of the last thing that happened to it. */
  atMs: number
  /** Requests of it that are not answered. */
  waiting: number
  /** What becomes due while it waits for an answer happens after the answer. */
  postponed: Timer[]
}

interface Timer extends Due {
  machine: Machine
  run: (() => void) | undefined
}

/** An answer that came back to its machine. */
interface Arrival {
  machine: Machine
  atMs: number
  deliver(): void
}

export interface Machines {
  open(atMs: number): Machine
  /** Happens to a machine after a time, unless the returned function was called before. */
  after(machine: Machine, delayMs: number, run: () => void): () => void
  arrive(arrival: Arrival): void
  /** Computes for a few milliseconds; false when nothing up to that time is left but cryptography that runs. */
  compute(horizonMs: number): boolean
  /** Computes until every machine waits for an answer, or for a later time. */
  settle(horizonMs: number): Promise<void>
  /** When the next thing happens to any of them; infinite for never. */
  nextMs(): number
}

/** In one turn of the event loop, so that messages get theirs. */
const turnMs = 4
const mostPendingWork = 256

export function createMachines(work: CryptoWork): Machines {
  const timers = createTimerHeap<Timer>()
  const arrivals: Arrival[] = []
  const nextMs = () => timers.peek()?.atMs ?? Number.POSITIVE_INFINITY
  const deliver = ({ machine, atMs, deliver: answer }: Arrival) => {
    machine.atMs = Math.max(machine.atMs, atMs)
    machine.waiting--
    for (const timer of machine.postponed.splice(0)) timers.push(timer)
    answer()
  }
  const step = (horizonMs: number) => {
    const arrival = arrivals.shift()
    if (arrival !== undefined) deliver(arrival)
    else if (nextMs() <= horizonMs) fire(timers.pop())
    else return false
    return true
  }
  const compute = (horizonMs: number) => {
    const began = performance.now()
    while (work.pending() < mostPendingWork && performance.now() - began < turnMs) {
      if (!step(horizonMs)) return false
    }
    return true
  }
  return {
    open: atMs => ({ atMs, waiting: 0, postponed: [] }),
    after(machine, delayMs, run) {
      const timer: Timer = { atMs: machine.atMs + Math.max(0, delayMs), machine, run }
      timers.push(timer)
      return () => {
        timer.run = undefined
      }
    },
    arrive: arrival => void arrivals.push(arrival),
    compute,
    async settle(horizonMs) {
      for (let more = true; more || work.pending() > 0; ) {
        more = compute(horizonMs)
        if (!more && work.pending() > 0) await work.next()
        // After this nothing runs but cryptography: all else that a sensor waits for comes from here.
        await turn()
      }
    },
    nextMs,
  }
}

function fire(timer: Timer | undefined): void {
  if (timer?.run === undefined) return
  const { machine } = timer
  if (machine.waiting > 0) {
    machine.postponed.push(timer)
    return
  }
  machine.atMs = Math.max(machine.atMs, timer.atMs)
  timer.run()
}

/** Lets sockets, messages, and whoever waits for his turn, go on. */
export function turn(): Promise<void> {
  return new Promise(resolve => void setImmediate(resolve))
}
