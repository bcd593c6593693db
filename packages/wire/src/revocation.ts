import * as z from 'zod'
import { timeUs, uuid } from './field.ts'

const timeExpected = 'expected microseconds since 1970 UTC, or a time such as 2026-05-01T12:00:00Z'

const pointInTime = z
  .union(
    [timeUs, z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)$/)],
    timeExpected,
  )
  .transform((value, context) => {
    const us = typeof value === 'number' ? value : Date.parse(value) * 1000
    if (us > 0) return us
    context.addIssue({ code: 'custom', message: timeExpected })
    return z.NEVER
  })

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
