const units = [
  [86_400_000_000, 'day'],
  [3_600_000_000, 'hour'],
  [60_000_000, 'minute'],
  [1_000_000, 'second'],
] as const

/** A duration in words, in its largest unit: `3 days`. */
export function formatSpan(spanUs: number): string {
  for (const [unitUs, word] of units) {
    const count = Math.floor(spanUs / unitUs)
    if (count > 0) return `${count} ${word}${count === 1 ? '' : 's'}`
  }
  return 'less than a second'
}
