import { slackBytes } from '../body/readable-text.ts'
import type { EventShape, Step } from './event-shape.ts'
import { afterLiteral, literalOf } from './literal.ts'
import { afterEpoch, afterText, afterWhole, afterWord, quote, wholeBetween } from './read-value.ts'

/** Reads an event after the other. */
export interface ShapeReader {
  /** With slack behind it, see `readableText`. */
  readonly text: DataView
  /** Where the next event begins. */
  at: number
  /** Where the last event ended, behind its bracket. */
  end: number
  /** Where the 16 digits of its epoch begin. */
  epochAt: number
  seq: number
}

/** Whether an event of this shape begins here, written as `JSON.stringify` writes it. What is in the slack may be taken for a part of it. */
export function readShape(reader: ShapeReader, { steps }: EventShape): boolean {
  const { text } = reader
  const last = text.byteLength - slackBytes
  let { at } = reader
  for (let index = 0; index < steps.length && at >= 0; index++) {
    const step = steps[index] as Step
    at = at + step.literal.length > last ? -1 : afterLiteral(text, at, step.literal)
    if (at >= 0) at = afterValue(reader, at, step)
  }
  reader.end = at
  return at >= 0
}

function afterValue(reader: ShapeReader, at: number, step: Step): number {
  const { text } = reader
  switch (step.value) {
    case 'text':
      return afterText(text, at, step.most)
    case 'whole':
      return afterWhole(text, at, step.least)
    case 'seq':
      return afterSeq(reader, at, step.least)
    case 'epoch':
      reader.epochAt = at + 1
      return afterEpoch(text, at)
    case 'boolean':
      return afterWord(text, at, false)
    case 'word':
      return afterWord(text, at, true)
    case 'nothing':
      return at
  }
}

function afterSeq(reader: ShapeReader, from: number, least: number): number {
  const end = afterWhole(reader.text, from, least)
  if (end >= 0) reader.seq = wholeBetween(reader.text, from, end)
  return end
}

const typeStart = literalOf('{"type":"')
const mostTypeBytes = 64

/** The type of the event that begins here, where that is what comes first and is written plainly; else the empty text. */
export function typeAt({ text, at }: ShapeReader): string {
  const mostFrom = text.byteLength - slackBytes - typeStart.length
  const from = at > mostFrom ? -1 : afterLiteral(text, at, typeStart)
  if (from < 0) return ''
  const most = Math.min(mostTypeBytes, text.byteLength - slackBytes - from)
  const bytes = Buffer.from(text.buffer, text.byteOffset + from, most + 1)
  const length = bytes.indexOf(quote)
  return length < 0 ? '' : bytes.toString('latin1', 0, length)
}
