import { checkStoredEvent, type StoredEvent } from '@weaklayer/wire'
import { maxLineBytes } from './read-lines.ts'
import { isNestedDeeper, mostNested } from './verify/nesting.ts'

/** One line of an event file: an event, or why it is none. `line` counts from 1. */
export type FileEntry =
  | { status: 'event'; event: StoredEvent; file: string; line: number }
  | { status: 'unreadable'; file: string; line: number; message: string }

export type ParsedLine = { status: 'event'; event: StoredEvent } | { status: 'unreadable'; message: string }

/**
 * Parses the text of one stored event. The message says what was expected and never quotes the line: it may hold
 * what somebody typed. `receivedUs` stands in where `received` is absent, as in files of the first Weaklayer.
 */
export function parseLine(text: string | undefined, receivedUs?: number): ParsedLine {
  if (text === undefined) return unreadable(`is longer than ${maxLineBytes} bytes`)
  const json = parseJson(text)
  if (json.status === 'not JSON') return unreadable('is not JSON')
  if (text.length > mostNested && isNestedDeeper(json.value, mostNested))
    return unreadable(`is nested more than ${mostNested} deep`)
  const value = receivedUs === undefined ? json.value : withReceived(json.value, receivedUs)
  const check = checkStoredEvent(value)
  if (check.status === 'valid') return { status: 'event', event: check.event }
  return unreadable(`is not a stored event: ${check.path === '' ? '' : `${check.path}: `}${check.message}`)
}

/** Parses JSON; its own error message would quote the text. */
export function parseJson(text: string): { status: 'json'; value: unknown } | { status: 'not JSON' } {
  try {
    return { status: 'json', value: JSON.parse(text) }
  } catch {
    return { status: 'not JSON' }
  }
}

function withReceived(value: unknown, receivedUs: number): unknown {
  return typeof value === 'object' && value !== null && !('received' in value)
    ? { ...value, received: receivedUs }
    : value
}

function unreadable(message: string): ParsedLine {
  return { status: 'unreadable', message }
}
