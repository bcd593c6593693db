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

/** Listens for Ctrl+C and its like. `onSecond` is called for every signal after the first. */
export function createInterruptions(onSecond: () => void): Interruptions {
  const controller = new AbortController()
  const { signal } = controller
  const aborted = new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()))
  const interrupt = () => {
    if (signal.aborted) onSecond()
    else controller.abort('signal')
  }
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, interrupt)
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
