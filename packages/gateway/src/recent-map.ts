/** Remembers what was set last, within a bound. */
export interface RecentMap<Value> {
  get(key: string): Value | undefined
  /** Remembers a value; `weight` is its share of the bound. */
  set(key: string, value: Value, weight?: number): void
}

/**
 * Makes a map that holds at most `mostWeight` and at least half of it. It forgets by halves: taking the oldest entry out
 * of a Map one at a time gets slow, since its iterator walks over all that were deleted before.
 */
export function createRecentMap<Value>(mostWeight: number): RecentMap<Value> {
  let young = new Map<string, Value>()
  let old = new Map<string, Value>()
  let youngWeight = 0

  const set = (key: string, value: Value, weight = 1) => {
    if (youngWeight + weight > mostWeight / 2) {
      old = young
      young = new Map()
      youngWeight = 0
    }
    young.set(key, value)
    youngWeight += weight
  }

  return { get: key => young.get(key) ?? old.get(key), set }
}
