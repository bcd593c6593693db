import { parseQuery, plainText, type Query } from '@weaklayer/review'
import { wrongCall } from './cli-error.ts'

/** Understands the query of a call, or says at which character it goes wrong and what could stand there. */
export function eventQuery(text: string): Query {
  const reading = parseQuery(text, { nowUs: Date.now() * 1000 })
  if (reading.status === 'ok') return reading.query
  const { message, at, expected } = reading
  const rest = text.slice(at.start, at.start + 30)
  const where = rest === '' ? 'at its end' : `at character ${at.start + 1}, «${plainText(rest, 30)}»`
  const todo =
    expected.length === 0 ? 'Correct it there.' : `Expected there: ${expected.slice(0, 8).join(', ')}.`
  throw wrongCall(`cannot read the query, ${where}: ${message}`, `${todo} Manual: docs/query-language.md`)
}
