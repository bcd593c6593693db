import type { Clock } from './transport.ts'
import type { UploadStep } from './uploader.ts'

export interface DispatcherOptions {
  /** One step of delivery; see uploader.ts. */
  step(): Promise<UploadStep>
  clock: Clock
  /** The alarm that wakes a stopped worker; undefined takes it away. */
  setAlarm(delayMs: number | undefined): void
  flushIntervalMs(): number
  /** A step threw: a bug, or a store that fails. */
  onFault(error: unknown): void
}

export interface Dispatcher {
  /** Sends what is due; resolves when there is nothing to do now. */
  run(): Promise<void>
  /** Events were recorded; that many wait now. */
  recorded(queued: number): void
  close(): void
}

/** So many waiting events go out at once. */
const fullBatch = 500
/** Alarms come no faster. */
const alarmMs = 30_000
const faultPauseMs = 60_000

/** Decides when to send: timers while the worker lives, an alarm for when it does not. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  let running: Promise<void> | undefined
  let again = false
  let cancelTimer: (() => void) | undefined
  let timerAtMs = Number.POSITIVE_INFINITY

  const run = (): Promise<void> => {
    again = true
    running ??= untilDone().finally(() => {
      running = undefined
    })
    return running
  }
  const untilDone = async () => {
    while (again) {
      again = false
      await steps()
    }
  }
  const steps = async () => {
    // Before the first request: the worker may die in the middle of it.
    options.setAlarm(alarmMs)
    const result = await lastStep(options)
    if (result === 'idle') options.setAlarm(undefined)
    else {
      const delayMs = Math.max(0, result.waitUntilMs - options.clock.nowMs())
      options.setAlarm(Math.max(alarmMs, delayMs))
      setTimer(delayMs)
    }
  }
  const setTimer = (delayMs: number) => {
    const atMs = options.clock.nowMs() + delayMs
    if (atMs >= timerAtMs) return
    cancelTimer?.()
    timerAtMs = atMs
    cancelTimer = options.clock.after(delayMs, () => {
      timerAtMs = Number.POSITIVE_INFINITY
      void run()
    })
  }
  return {
    run,
    recorded(queued) {
      if (queued >= fullBatch) {
        void run()
        return
      }
      if (timerAtMs === Number.POSITIVE_INFINITY && running === undefined) {
        options.setAlarm(Math.max(alarmMs, options.flushIntervalMs()))
      }
      setTimer(options.flushIntervalMs())
    },
    close: () => cancelTimer?.(),
  }
}

async function lastStep(options: DispatcherOptions): Promise<'idle' | { waitUntilMs: number }> {
  try {
    let step = await options.step()
    while (step === 'again') step = await options.step()
    return step
  } catch (error) {
    options.onFault(error)
    return { waitUntilMs: options.clock.nowMs() + faultPauseMs }
  }
}
