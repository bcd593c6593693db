import * as z from 'zod'
import { text, timeUs, uuid } from './field.ts'
import { installKey } from './install-key.ts'

/** Body of POST /install, at most 8 KiB. */
export const installRequest = z
  .looseObject({
    key: installKey,
    label: text.max(1024).describe('The label that policy gives to this set of sensors.'),
    renewal: z.boolean().optional().describe('True when the sensor has enrolled before. @default false'),
    device: text.max(1024).optional().describe('The machine, as policy names it.'),
    user: text.max(1024).optional().describe('The person, as policy names them.'),
    dryRun: z
      .boolean()
      .optional()
      .describe('Check everything, but leave no token, event or trace. @default false'),
  })
  .meta({ title: 'InstallRequest', description: 'Body of POST /install.' })

export type InstallRequest = z.infer<typeof installRequest>

/** Answer of POST /install; with `dryRun` neither token nor times. */
export const installAnswer = z
  .looseObject({
    token: text.describe('JSON Web Token for `Authorization: Bearer`.'),
    sensor: uuid.describe('The id of this sensor.'),
    issuedAt: timeUs.describe('When it was issued, microseconds since 1970 UTC.'),
    expiresAt: timeUs.describe('When it ends, microseconds since 1970 UTC.'),
    ack: z.literal(1).optional().describe('1: this gateway acknowledges explicitly.'),
  })
  .meta({ title: 'InstallAnswer', description: 'Answer of POST /install.' })

export type InstallAnswer = z.infer<typeof installAnswer>

/** Answer of POST /install with `dryRun`. */
export const dryRunAnswer = z
  .looseObject({
    dryRun: z.literal(true).describe('Everything was checked, nothing was kept.'),
    sensor: uuid.optional().describe('The id that this sensor would get.'),
  })
  .meta({ title: 'DryRunAnswer', description: 'Answer of POST /install with dryRun.' })
