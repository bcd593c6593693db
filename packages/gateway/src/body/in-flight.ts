/** Counts what all requests together take of a limit. */
export interface InFlight {
  /** False when that many more would exceed the limit; nothing is counted then. */
  take(some: number): boolean
  give(some: number): void
  /** How much of the limit is taken, 0 to 1. */
  share(): number
}

export function createInFlight(limit: number): InFlight {
  let taken = 0
  return {
    take(more) {
      if (taken + more > limit) return false
      taken += more
      return true
    },
    give(back) {
      taken -= back
    },
    share: () => taken / limit,
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
