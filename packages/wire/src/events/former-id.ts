import * as z from 'zod'
import { epochId, field, seqNumber, uuid } from '../field.ts'

const position = {
  sensor: field(uuid, 'pseudonym', 'The sensor id then, where it was another than after it.').optional(),
  epoch: field(epochId, 'pseudonym', 'The epoch then.'),
  seq: field(seqNumber, 'technical', 'The seq then.'),
}

/** The id that an event had before it was moved to another epoch. */
export const formerId = z.looseObject({
  ...position,
  before: field(
    z.array(z.looseObject(position)),
    'pseudonym',
    'The ids before that one, newest first, where it was moved more than once.',
  ).optional(),
})

export type FormerId = z.infer<typeof formerId>
