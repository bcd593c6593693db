import { randomBytes } from 'node:crypto'
import { frameFields } from '@weaklayer/wire'
import { createPrint, type Print } from './content-print.ts'
import type { SipHalves } from './half-sip-hash.ts'

/** Prints of events: 53 bits each, so that two contents of one id look the same once in 10^15 times. */
export interface EventPrints {
  /** What stays of an event when it is moved. */
  body: Print
  /** What does not, without its id. */
  frame: Print
  /** All of it, for events without epoch. */
  whole: Print
}

const idFields = ['sensor', 'epoch', 'seq']

/** A new secret key: who writes events cannot know which prints collide. */
export function randomPrintKey(): SipHalves {
  const bytes = randomBytes(8)
  return { low: bytes.readInt32LE(0), high: bytes.readInt32LE(4) }
}

export function createEventPrints(key: SipHalves): EventPrints {
  const frame = createPrint(key, [])
  const inFrame = frameFields.filter(field => !idFields.includes(field))
  return {
    body: createPrint(key, ['received', ...frameFields]),
    frame: event => frame(Object.fromEntries(inFrame.map(field => [field, event[field]]))),
    whole: createPrint(key, ['received']),
  }
}
