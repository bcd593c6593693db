/** How often each kind of fault happened. */
export interface Counts {
  add(what: string, times?: number): void
  all(): Record<string, number>
}

export function createCounts(): Counts {
  const counts = new Map<string, number>()
  return {
    add: (what, times = 1) => void counts.set(what, (counts.get(what) ?? 0) + times),
    all: () => Object.fromEntries([...counts].sort(([left], [right]) => (left < right ? -1 : 1))),
  }
}

/** Names whose count is below its minimum. */
export function belowMinimum(
  counts: Readonly<Record<string, number>>,
  minimums: Readonly<Record<string, number>>,
): string[] {
  return Object.entries(minimums)
    .filter(([what, least]) => (counts[what] ?? 0) < least)
    .map(([what, least]) => `${what}: ${counts[what] ?? 0}, at least ${least}`)
}
