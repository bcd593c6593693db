import * as z from 'zod'
import { count, field, text } from '../field.ts'
import { eventSchema } from './common.ts'

/** The address of a frame, at its start and at every change. Redacted as policy says. */
export const windowLocationEvent = eventSchema('WindowLocation', 'The address of a frame.', {
  protocol: field(text, 'browsing', 'Scheme with its colon, such as `https:`.'),
  hostname: field(text, 'browsing', 'Host name without port; empty for addresses without a host.'),
  port: field(z.int().min(0).max(65_535), 'browsing', 'Port, where the address names one.').optional(),
  path: field(text, 'browsing', 'Path; segments that look like secrets are typed placeholders.'),
  search: field(text, 'browsing', 'Query with its question mark; parameter names only by default.'),
  hash: field(text, 'browsing', 'Fragment with its number sign; empty by default.'),
  windowReference: field(count, 'technical', '`time` of the Window event that it belongs to.'),
})
