import * as z from 'zod'
import { uuid } from './field.ts'

const seconds = z.number().min(0)

/** Claims of a sensor's token: a JSON Web Token signed with HS256. Times are seconds, with 60 s of tolerance. */
export const tokenClaims = z
  .looseObject({
    group: uuid.describe('The group of the sensor.'),
    sensor: uuid.describe('The sensor.'),
    iat: seconds.describe('When it was issued, seconds since 1970 UTC.'),
    nbf: seconds.optional().describe('Not before, seconds since 1970 UTC.'),
    exp: seconds.describe('When it ends, seconds since 1970 UTC.'),
    cnf: z
      .looseObject({ jkt: z.string().describe("Thumbprint of the sensor's public key (RFC 9449).") })
      .optional()
      .describe('The key that the token is bound to.'),
  })
  .meta({ title: 'TokenClaims', description: "Claims of a sensor's token." })

export type TokenClaims = z.infer<typeof tokenClaims>
