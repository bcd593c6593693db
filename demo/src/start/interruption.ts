import type { EventEmitter } from 'node:events'

/** Why the demo ends before its time. */
type Interruption = 'signal' | 'browser closed' | Error

/** Ends on the first signal; the second one asks for the hard way. */
export interface Interruptions {
  signal: AbortSignal
  end(why: Interruption): void
  /** The given work, or a rejection with the Interruption. */
  during<Result>(work: Promise<Result>): Promise<Result>
  /** Resolves at the Interruption. */
  wait(): Promise<void>
}

/** One Ctrl+C comes twice: from the terminal, and passed on by npm. */
const echoMs = 400

export interface InterruptionOptions {
  /** Called for every signal after the first. */
  onSecond: () => void
  /** @default the process */
  signals?: EventEmitter
  /** Milliseconds. @default performance.now */
  now?: () => number
}

/** Listens for Ctrl+C and its like. */
export function createInterruptions(options: InterruptionOptions): Interruptions {
  const { onSecond, signals = process, now = () => performance.now() } = options
  const controller = new AbortController()
  const { signal } = controller
  const aborted = new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()))
  let firstMs = 0
  const interrupt = () => {
    if (!signal.aborted) firstMs = now()
    else if (now() - firstMs > echoMs) onSecond()
    controller.abort('signal')
  }
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) signals.on(name, interrupt)
  if (process.env.npm_lifecycle_event === 'start') watchStarter(() => controller.abort('signal'))
  // The reader of our output is gone.
  process.stdout.on('error', () => controller.abort('signal'))
  return {
    signal,
    end: why => controller.abort(why),
    wait: () => aborted,
    during: async work => {
      work.catch(() => undefined)
      await Promise.race([work, aborted])
      signal.throwIfAborted()
      return work
    },
  }
}

/** npm may be killed without a word to us. */
function watchStarter(onGone: () => void): void {
  const starter = process.ppid
  const timer = setInterval(() => {
    if (process.ppid !== starter) onGone()
  }, 1000)
  timer.unref()
}
