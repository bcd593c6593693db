import type { DeadLetterPosition } from '@weaklayer/wire'
import { parseJson } from './parse-line.ts'
import { readRawLines } from './read-raw-lines.ts'

/** One line of the dead letter, as far as the gap proof needs it. */
export type DeadLetterEntry =
  | { status: 'letter'; letter: DeadLetterPosition }
  | { status: 'unreadable'; file: string; line: number; message: string }

/** Reads the refused events that a gateway keeps; none when the directory does not exist. */
export async function* readDeadLetters(directory: string): AsyncGenerator<DeadLetterEntry> {
  for await (const { file, line, text } of readRawLines(directory)) {
    const letter = letterOf(text)
    if (letter !== undefined) yield { status: 'letter', letter }
    else yield { status: 'unreadable', file: file.path, line, message: 'is not a line of a dead letter' }
  }
}

function letterOf(text: string | undefined): DeadLetterPosition | undefined {
  const json = parseJson(text ?? '')
  if (json.status === 'not JSON' || !isObject(json.value)) return undefined
  const { sensor, group, received, event } = json.value
  if (typeof sensor !== 'string' || typeof group !== 'string' || typeof received !== 'number')
    return undefined
  return { sensor, group, received, event: positionOf(event) }
}

/** The id that an event of a dead letter has; nothing for one without. */
export function positionOf(event: unknown): DeadLetterPosition['event'] {
  if (!isObject(event) || typeof event.epoch !== 'string') return {}
  return Number.isSafeInteger(event.seq) && (event.seq as number) > 0
    ? { epoch: event.epoch, seq: event.seq as number, was: event.was }
    : {}
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
