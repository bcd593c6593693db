import { isUtf8 } from 'node:buffer'
import { tooLarge } from './parse-json.ts'
import { type ArrayLimits, type ArraySplit, type Part, splitArray } from './split-array.ts'

export type ParsedArray =
  | { status: 'ok'; values: unknown[] }
  | { status: 'too_large' | 'too_many' | 'unreadable'; message: string }

/** Text that is parsed in one turn; an element more may come on top. Parsing 64 KiB of the worst JSON takes a few milliseconds. */
const partBytes = 65_536
/** Text that is scanned in one turn. */
const turnBytes = 524_288

/**
 * Parses the text of a JSON array within limits, in turns: the worst 4 MiB would block everybody else for a quarter of a second.
 * Messages hold nothing of the text.
 */
export async function parseArray(
  bytes: Buffer,
  limits: ArrayLimits,
  breathe: () => Promise<void>,
): Promise<ParsedArray> {
  if (!isUtf8(bytes)) return unreadable('the body is not UTF-8')
  const split = await splitArray(bytes, { limits, partBytes, turnBytes, breathe })
  if (split.status !== 'ok') return refusalOf(split.status, limits)
  const values: unknown[] = []
  for (const part of split.parts) {
    const some = parsePart(bytes, part)
    const isHole = some?.length === 0 && split.parts.length > 1
    if (some === undefined || isHole) return unreadable('the body is not JSON')
    for (const value of some) values.push(value)
    if (split.parts.length > 1) await breathe()
  }
  return { status: 'ok', values }
}

function parsePart(bytes: Buffer, [from, to]: Part): unknown[] | undefined {
  try {
    return JSON.parse(`[${bytes.toString('utf8', from, to)}]`) as unknown[]
  } catch {
    return undefined
  }
}

function refusalOf(status: Exclude<ArraySplit['status'], 'ok'>, limits: ArrayLimits): ParsedArray {
  switch (status) {
    case 'too_many_values':
    case 'too_deep':
      return tooLarge(status, limits)
    case 'element_too_large':
      return {
        status: 'too_large',
        message: `the text of an event has more than ${limits.elementBytes} bytes`,
      }
    case 'too_many_elements':
      return { status: 'too_many', message: `the batch has more than ${limits.elements} events` }
    case 'not_an_array':
      return unreadable('the body is not an array')
    case 'unreadable':
      return unreadable('the body is not JSON')
  }
}

function unreadable(message: string): ParsedArray {
  return { status: 'unreadable', message }
}
