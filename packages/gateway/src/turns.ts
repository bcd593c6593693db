/** Runs work with the same key one after the other, in the order in which it came. */
export interface Turns {
  run<Result>(key: string, work: () => Promise<Result>): Promise<Result>
}

export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>()
  return {
    run(key, work) {
      const result = last.get(key)?.then(work) ?? work()
      const forget = () => {
        if (last.get(key) === end) last.delete(key)
      }
      const end = result.then(forget, forget)
      last.set(key, end)
      return result
    },
  }
}
