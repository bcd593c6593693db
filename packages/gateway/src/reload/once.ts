/** Remembers what was said last, so that it is said once. */
export interface Once {
  /** Whether the same was said last. */
  isSaid(what: string): boolean
  /** Forgets it; says whether there was anything. */
  reset(): boolean
}

export function createOnce(): Once {
  let last: string | undefined
  return {
    isSaid(what) {
      const isSame = what === last
      last = what
      return isSame
    },
    reset() {
      const wasSaid = last !== undefined
      last = undefined
      return wasSaid
    },
  }
}
