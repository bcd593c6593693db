/** Runs work with the same key one after the other, in the order in which it came. */
export interface Turns {
  run<Result>(key: string, work: () => Promise<Result>): Promise<Result>
}

export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>()
  return {
    async run(key, work) {
      const result = (last.get(key) ?? Promise.resolve()).then(work)
      const end = result.catch(() => undefined)
      last.set(key, end)
      try {
        return await result
      } finally {
        if (last.get(key) === end) last.delete(key)
      }
    },
  }
}
