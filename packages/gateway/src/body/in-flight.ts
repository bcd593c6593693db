/** Counts the bytes of bodies that are being worked on, all requests together. */
export interface InFlight {
  /** False when that many more would exceed the limit; nothing is counted then. */
  take(bytes: number): boolean
  give(bytes: number): void
  /** How much of the limit is taken, 0 to 1. */
  share(): number
}

export function createInFlight(limitBytes: number): InFlight {
  let bytes = 0
  return {
    take(more) {
      if (bytes + more > limitBytes) return false
      bytes += more
      return true
    },
    give(back) {
      bytes -= back
    },
    share: () => bytes / limitBytes,
  }
}

/** What one request holds of the bytes in flight. */
export interface Hold {
  take(bytes: number): boolean
  /** Changes what it holds to this many bytes, if the limit allows. */
  resize(bytes: number): boolean
  release(): void
}

export function createHold(inFlight: InFlight): Hold {
  let held = 0
  const take = (bytes: number) => {
    if (!inFlight.take(bytes)) return false
    held += bytes
    return true
  }
  return {
    take,
    resize: bytes => take(bytes - held),
    release() {
      inFlight.give(held)
      held = 0
    },
  }
}
