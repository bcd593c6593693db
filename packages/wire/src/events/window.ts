import * as z from 'zod'
import { count, field } from '../field.ts'
import { eventSchema } from './common.ts'

/** A frame started: a page was loaded into a tab or into a frame of one. */
export const windowEvent = eventSchema('Window', 'A frame started.', {
  isTopLevelWindow: field(z.boolean(), 'technical', "True for a tab's top frame."),
  topLevelWindowReference: field(
    count,
    'technical',
    "`time` of the top frame's Window event; its own for a top frame, 0 when unknown.",
  ),
})
