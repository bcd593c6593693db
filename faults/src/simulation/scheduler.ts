import { createQueue } from './event-queue.ts'
import { type Process, runAs } from './process.ts'
import type { Trace } from './trace.ts'

/** One thing that a process asks of its surroundings, and that takes time. */
interface Step<Result> {
  process: Process
  /** Crash points are named by it. */
  name: string
  delayMs: number
  effect(): Result
}

/** Virtual time: everything that takes time happens here, one after the other, in an order that the seed decides. */
export interface Scheduler {
  readonly trace: Trace
  nowMs(): number
  /** Resolves after the effect; never, when the process died before. */
  step<Result>(step: Step<Result>): Promise<Result>
  /** Runs as the process after a time, unless it died or the returned function was called. */
  after(process: Process, delayMs: number, run: () => void): () => void
  /** The process ends: nothing that it waits for comes any more. */
  kill(process: Process): void
  /** Lets so much time pass. */
  pass(byMs: number): Promise<void>
}

export interface SchedulerOptions {
  startMs: number
  trace: Trace
  /** Counts a crash point that was reached. */
  crashed(kind: Process['kind'], at: string): void
}

export function createScheduler({ startMs, trace, crashed }: SchedulerOptions): Scheduler {
  const queue = createQueue()
  let nowMs = startMs

  const kill = (process: Process) => {
    process.alive = false
  }
  const crash = (process: Process, at: string) => {
    kill(process)
    trace.note(process.name, `dies ${at}`)
    crashed(process.kind, at)
    process.onCrash?.(at)
  }
  const perform = <Result>({ process, name, effect }: Step<Result>): Result | typeof died => {
    const point = process.crashPoint
    const hit = point?.step === name && --point.nth === 0
    if (!hit) return effect()
    delete process.crashPoint
    if (point.side === 'after') effect()
    crash(process, `${point.side} ${name}`)
    return died
  }
  return {
    trace,
    nowMs: () => nowMs,
    step(step) {
      const { promise, resolve, reject } = Promise.withResolvers<never>()
      queue.add({
        atMs: nowMs + step.delayMs,
        process: step.process,
        run() {
          try {
            const result = perform(step)
            if (result !== died) resolve(result as never)
          } catch (error) {
            reject(error)
          }
        },
      })
      return promise
    },
    after(process, delayMs, run) {
      const event = { atMs: nowMs + Math.max(0, delayMs), process, run: () => runAs(process, run) }
      queue.add(event)
      return () => queue.cancel(event)
    },
    kill,
    async pass(byMs) {
      const endMs = nowMs + byMs
      await quiet()
      for (let event = queue.next(endMs); event !== undefined; event = queue.next(endMs)) {
        if (event.atMs > nowMs + leapMs) {
          // What computes without waiting for anything is done long before so much time has passed.
          await quiet()
          event = queue.next(endMs) ?? event
        }
        queue.cancel(event)
        nowMs = Math.max(nowMs, event.atMs)
        event.run()
        await turn()
      }
      nowMs = endMs
      await quiet()
    },
  }
}

const died = Symbol('died')
const leapMs = 20

const realImmediate = setImmediate

/** Lets everything run that waits for nothing but its turn. */
function turn(): Promise<void> {
  return new Promise(resolve => void realImmediate(resolve))
}

async function quiet(): Promise<void> {
  for (let turns = 0; turns < 4; turns++) await turn()
}
