import { sinceUs } from '@weaklayer/review'
import { InvalidArgumentError } from 'commander'

/** Reads a whole number of an option. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return text => {
    const number = Number(text)
    if (/^\d{1,10}$/.test(text) && number >= least && number <= most) return number
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`)
  }
}

/** Reads a time of an option, or how long ago it is: microseconds since 1970 UTC. */
export function since(text: string): number {
  const timeUs = sinceUs(text, Date.now())
  if (timeUs !== undefined) return timeUs
  throw new InvalidArgumentError('Expected a duration such as 24h or 5m, or a time such as 2026-11-22T14:05.')
}
