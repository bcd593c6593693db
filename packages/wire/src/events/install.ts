import * as z from 'zod'
import { field, text, uuid } from '../field.ts'
import { eventSchema } from './common.ts'

/** A sensor enrolled or renewed its token. Written by the gateway, without epoch and seq. */
export const installEvent = eventSchema('Install', 'A sensor enrolled, or renewed its token.', {
  sensor: field(uuid, 'pseudonym', 'The sensor that enrolled.'),
  group: field(uuid, 'pseudonym', 'The group that its install key belongs to.'),
  label: field(text, 'technical', 'The label that policy gives to this set of sensors.'),
  isNewInstall: field(z.boolean(), 'technical', 'False for a renewal.'),
  userAgent: field(text, 'technical', 'The User-Agent header of the request.'),
  device: field(text, 'identity', 'The machine, as policy names it; a claim of the sensor.').optional(),
  user: field(text, 'identity', 'The person, as policy names them; a claim of the sensor.').optional(),
  address: field(
    text,
    'identity',
    'The network address of the client; behind load balancers as trusted ones tell it.',
  ).optional(),
})
