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

/** What makers of prints must have in common; threads get it as it is, so that they need not load the schemas for it. */
export interface PrintSetup {
  key: SipHalves
  /** Fields that change when an event is moved. */
  frameFields: readonly string[]
}

const idFields = ['sensor', 'epoch', 'seq']

export function createEventPrints({ key, frameFields }: PrintSetup): EventPrints {
  const frame = createPrint(key, [])
  const inFrame = frameFields.filter(field => !idFields.includes(field))
  return {
    body: createPrint(key, ['received', ...frameFields]),
    frame: event => frame(Object.fromEntries(inFrame.map(field => [field, event[field]]))),
    whole: createPrint(key, ['received']),
  }
}
