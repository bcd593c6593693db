import { aligned, short } from './format-rows.ts'
import type { Phase } from './phases.ts'
import { requestsBySecond } from './summarize-phase.ts'

/** Ends of the intervals in seconds. */
const ends = [1, 2, 5, 10, 20, 60, 120, 240, 420, 600, Number.POSITIVE_INFINITY]

/** Requests of a phase over time. */
export function formatRates({ name, requests }: Phase): string {
  const seconds = requestsBySecond(requests)
  const lines: string[][] = [[`${name}: seconds`, 'requests', 'mean a second', 'most in a second']]
  let from = 0
  for (const end of ends) {
    const part = seconds.slice(from, end)
    if (part.length === 0) break
    const sum = part.reduce((total, one) => total + one, 0)
    const to = from + part.length
    lines.push([`${from}–${to}`, short(sum), short(sum / part.length), short(Math.max(...part))])
    from = to
  }
  return aligned(lines)
}
