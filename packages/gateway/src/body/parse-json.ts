import { isUtf8 } from 'node:buffer'
import { type JsonLimits, type JsonSize, measureJson } from './json-size.ts'

export type ParsedJson =
  | { status: 'ok'; value: unknown }
  | { status: 'too_large'; message: string }
  | { status: 'unreadable'; message: string }

/** Parses JSON text within limits that are checked before. Messages hold nothing of the text. */
export function parseJson(bytes: Buffer, limits: JsonLimits): ParsedJson {
  if (!isUtf8(bytes)) return { status: 'unreadable', message: 'the body is not UTF-8' }
  const size = measureJson(bytes, limits)
  if (size !== 'ok') return tooLarge(size, limits)
  try {
    return { status: 'ok', value: JSON.parse(bytes.toString()) as unknown }
  } catch {
    return { status: 'unreadable', message: 'the body is not JSON' }
  }
}

/** What is said of text that exceeds the limits. */
export function tooLarge(
  size: Exclude<JsonSize, 'ok'>,
  limits: JsonLimits,
): { status: 'too_large'; message: string } {
  const message =
    size === 'too_deep'
      ? `the body is nested deeper than ${limits.depth}`
      : `the body has more than ${limits.values} values`
  return { status: 'too_large', message }
}
