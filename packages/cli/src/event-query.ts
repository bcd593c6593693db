import { formatQueryFault, parseQuery, type Query } from '@weaklayer/review'

/** Understands the query of a call; else shows where it goes wrong and what could stand there, and gives undefined. */
export function readQuery(verb: string, text: string, utc = false): Query | undefined {
  const reading = parseQuery(text, { nowUs: Date.now() * 1000, utc })
  if (reading.status === 'ok') return reading.query
  process.stderr.write(
    `weaklayer ${verb}: the query cannot be read, here:\n${formatQueryFault(text, reading)}\n`,
  )
  return undefined
}
