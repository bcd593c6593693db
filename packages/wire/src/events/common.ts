import * as z from 'zod'
import { count, epochId, field, seqNumber, timeUs } from '../field.ts'
import { formerId } from './former-id.ts'

/** Fields that any event may carry. `type` and `time` are required, the rest where they apply. */
export const commonFields = {
  time: field(timeUs, 'browsing', 'When it happened, microseconds since 1970 UTC; unique within the sensor.'),
  epoch: field(epochId, 'pseudonym', 'One run of the browser, 64 random bits as 16 hex digits.').optional(),
  seq: field(seqNumber, 'technical', 'Position within the epoch: 1, 2, 3 …').optional(),
  was: field(
    formerId,
    'pseudonym',
    'The id that it had before it was moved to this one: the same event, should both be stored.',
  ).optional(),
  tab: field(count, 'technical', 'The tab, a number that is stable for its life and not reused.').optional(),
  frame: field(count, 'technical', 'The frame within the tab; 0 is the top frame.').optional(),
  incognito: field(z.boolean(), 'browsing', 'True when it happened in a private window.').optional(),
  windowReference: field(count, 'technical', '`time` of the Window event that it belongs to.').optional(),
  windowLocationReference: field(
    count,
    'technical',
    '`time` of the WindowLocation event that it belongs to.',
  ).optional(),
}

/** Makes the schema of one event type. Unknown fields survive. */
export function eventSchema<Type extends string, Shape extends z.ZodRawShape>(
  type: Type,
  description: string,
  shape: Shape,
) {
  return z
    .looseObject({
      type: field(z.literal(type), 'technical', 'The event type.'),
      ...commonFields,
      ...shape,
    })
    .meta({ title: type, description })
}
