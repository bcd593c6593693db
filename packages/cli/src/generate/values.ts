import { InvalidArgumentError } from 'commander'

const monday = 1
const dayMs = 86_400_000

/** Reads a whole number from a least one. */
export function wholeFrom(least: number): (text: string) => number {
  return text => {
    const number = Number(text)
    if (/^\d{1,10}$/.test(text) && number >= least) return number
    throw new InvalidArgumentError(`Expected a whole number from ${least}.`)
  }
}

/** Reads the day on which made-up events begin, microseconds since 1970 UTC. */
export function startOf(text: string): number {
  const timeMs = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  if (timeMs > dayMs && new Date(timeMs).getUTCDay() === monday) return timeMs * 1000
  throw new InvalidArgumentError('Expected a Monday after 1970, such as 2026-09-21.')
}
