export interface Start<Started> {
  /** Starts, or gives what was started. */
  (): Promise<Started>
  /** What was started is of no use any more: the next call starts again. One that is under way goes on. */
  forget(): void
}

/** Starts something at most once at a time; a start that failed is tried again by whoever comes next. */
export function startOnce<Started>(start: () => Promise<Started>): Start<Started> {
  let starting: Promise<Started> | undefined
  let done = false
  const begin = async () => {
    try {
      const started = await start()
      done = true
      return started
    } catch (error) {
      starting = undefined
      throw error
    }
  }
  const once = () => {
    starting ??= begin()
    return starting
  }
  const forget = () => {
    if (!done) return
    done = false
    starting = undefined
  }
  return Object.assign(once, { forget })
}
