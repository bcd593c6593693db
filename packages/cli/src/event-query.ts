import { formatQueryFault, parseQuery, type Query } from '@weaklayer/review'
import { slipsIn } from './slipped-type.ts'

/** Understands the query of a call, and says which types look like slips; else shows where it goes wrong and what could stand there, and gives undefined. */
export function readQuery(verb: string, text: string, utc = false): Query | undefined {
  const reading = parseQuery(text, { nowUs: Date.now() * 1000, utc })
  if (reading.status === 'ok') {
    for (const slip of slipsIn(reading.query)) process.stderr.write(`weaklayer ${verb}: ${slip}\n`)
    return reading.query
  }
  process.stderr.write(
    `weaklayer ${verb}: the query cannot be read, here:\n${formatQueryFault(text, reading)}\n`,
  )
  return undefined
}
