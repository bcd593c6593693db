/** Lets a bounded number run at once; the others wait in their order. */
export type Gate = <Result>(run: () => Promise<Result>) => Promise<Result>

export function createGate(most: number): Gate {
  const waiting: (() => void)[] = []
  let running = 0
  return async run => {
    if (running >= most) await new Promise<void>(resolve => waiting.push(resolve))
    else running++
    try {
      return await run()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running--
      else next()
    }
  }
}

/** Passes an inner gate, then an outer one that is shared with others. */
export function throughBoth(inner: Gate, outer: Gate): Gate {
  return run => inner(() => outer(run))
}
