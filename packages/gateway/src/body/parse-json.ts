import { isUtf8 } from 'node:buffer'
import { type JsonLimits, measureJson } from './json-size.ts'

export type ParsedJson =
  | { status: 'ok'; value: unknown }
  | { status: 'too_large'; message: string }
  | { status: 'unreadable'; message: string }

/** Parses JSON text within limits that are checked before. Messages hold nothing of the text. */
export function parseJson(bytes: Buffer, limits: JsonLimits): ParsedJson {
  if (!isUtf8(bytes)) return { status: 'unreadable', message: 'the body is not UTF-8' }
  const size = measureJson(bytes, limits)
  if (size === 'too_deep') {
    return { status: 'too_large', message: `the body is nested deeper than ${limits.depth}` }
  }
  if (size === 'too_many_values') {
    return { status: 'too_large', message: `the body has more than ${limits.values} values` }
  }
  try {
    return { status: 'ok', value: JSON.parse(bytes.toString()) as unknown }
  } catch {
    return { status: 'unreadable', message: 'the body is not JSON' }
  }
}
