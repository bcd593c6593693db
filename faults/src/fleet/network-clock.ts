/** The time of the network between the machines, in milliseconds since 1970 UTC. */
export interface NetworkClock {
  nowMs(): number
  /** From now on it goes like real time. */
  go(): void
  /** It stands still. */
  stop(): void
  /** Forward only, while it stands still. */
  jump(toMs: number): void
}

export function createNetworkClock(startMs: number, realNowMs = () => performance.now()): NetworkClock {
  let baseMs = startMs
  let wentMs: number | undefined
  const nowMs = () => (wentMs === undefined ? baseMs : baseMs + realNowMs() - wentMs)
  return {
    nowMs,
    go() {
      wentMs ??= realNowMs()
    },
    stop() {
      baseMs = nowMs()
      wentMs = undefined
    },
    jump(toMs) {
      baseMs = Math.max(baseMs, toMs)
    },
  }
}
