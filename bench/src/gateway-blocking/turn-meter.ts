/** Measures the longest turn of this process's event loop, in processor time: other programs do not count. */
export interface TurnMeter {
  /** Milliseconds of the longest turn since the last call. */
  takeLongestMs(): number
  stop(): void
}

/** Keeps the loop turning, so that every turn is seen. */
export function startTurnMeter(): TurnMeter {
  let longestUs = 0
  let beforeUs = usedUs()
  let running = true
  const turn = () => {
    const nowUs = usedUs()
    longestUs = Math.max(longestUs, nowUs - beforeUs)
    beforeUs = nowUs
    if (running) setImmediate(turn)
  }
  setImmediate(turn)
  return {
    takeLongestMs() {
      const taken = longestUs / 1000
      longestUs = 0
      return taken
    },
    stop() {
      running = false
    },
  }
}

/** Of this thread: helpers of the garbage collector and of the file system block nobody. */
function usedUs(): number {
  const { user, system } = process.threadCpuUsage()
  return user + system
}
