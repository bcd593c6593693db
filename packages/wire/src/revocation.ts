import * as z from 'zod'
import { uuid } from './field.ts'
import { pointInTime } from './point-in-time.ts'

/** Who is let in no longer: a sensor, a group, or tokens that were issued before a time. */
export const revocation = z
  .strictObject({
    sensor: uuid.optional().describe('A sensor.'),
    group: uuid.optional().describe('All sensors of a group.'),
    issuedBefore: pointInTime
      .optional()
      .describe(
        'Ends the tokens issued before, microseconds since 1970 UTC or text such as 2026-05-01T12:00:00Z; who holds its key enrols again at once. Alone it counts for every sensor. @default the sensor or group is refused whatever its token',
      ),
    note: z.string().max(1024).optional().describe('Why, for people.'),
  })
  .refine(
    ({ sensor, group, issuedBefore }) => (sensor ?? group ?? issuedBefore) !== undefined,
    'expected a sensor, a group or issuedBefore',
  )
  .refine(
    ({ sensor, group }) => sensor === undefined || group === undefined,
    'expected either a sensor or a group',
  )

export type Revocation = z.infer<typeof revocation>

/** What a revocation list file holds. */
export const revocationList = z
  .strictObject({ entries: z.array(revocation).describe('Who is let in no longer; may be empty.') })
  .meta({ title: 'RevocationList', description: 'A file of revocations, JSON or YAML.' })
