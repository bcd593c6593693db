import type { QueryFault } from './query.ts'

/** A part of a query's text: UTF-16 units, from `start` up to `end`. */
export interface Span {
  start: number
  end: number
}

/** Makes the fault of a part of a text. */
export function faultAt({ start, end }: Span, message: string, expected: readonly string[]): QueryFault {
  return { status: 'invalid', message, at: { start, end }, expected }
}
