import { AsyncLocalStorage } from 'node:async_hooks'
import type { RequestListener } from 'node:http'
import type { Machine } from './machine.ts'
import type { Scheduler } from './scheduler.ts'

/** Where a process is to die: at the n-th step with this name, before or after what the step does. */
export interface CrashPoint {
  step: string
  nth: number
  side: 'before' | 'after'
}

/** A simulated process: a gateway, a worker, a page, or the network between them. */
export interface Process {
  readonly name: string
  /** Counts of crashes go by it. */
  readonly kind: 'gateway' | 'worker' | 'other'
  readonly scheduler: Scheduler
  alive: boolean
  /** What it runs on; only gateways see their system. */
  machine?: Machine
  /** What answers its requests. */
  listener?: RequestListener
  crashPoint?: CrashPoint
  /** What its sudden end does to what is around it. */
  onCrash?: (at: string) => void
}

const storage = new AsyncLocalStorage<Process>()

/** The process whose code runs now. */
export function currentProcess(): Process {
  const process = storage.getStore()
  if (process === undefined) throw new Error('code of the simulation ran outside any simulated process')
  return process
}

export function currentProcessOrNone(): Process | undefined {
  return storage.getStore()
}

export function newProcess(name: string, scheduler: Scheduler, kind: Process['kind'] = 'other'): Process {
  return { name, kind, scheduler, alive: true }
}

/** Runs code as a process; what it starts goes on as that process. */
export function runAs<Result>(process: Process, work: () => Result): Result {
  return storage.run(process, work)
}
