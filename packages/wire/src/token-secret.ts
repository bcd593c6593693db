import * as z from 'zod'
import { fromBase64 } from './bytes.ts'
import { pointInTime } from './point-in-time.ts'

/** At least 32 random bytes as base64. */
export const randomSecret = z
  .string()
  .refine(
    value => (fromBase64(value)?.length ?? 0) >= 32,
    'expected at least 32 random bytes as base64; `weaklayer secret` makes one',
  )

/** A secret whose tokens are still accepted, plain or with its end. */
export const pastTokenSecret = z.union(
  [
    randomSecret,
    z.strictObject({
      secret: randomSecret.describe('The secret, base64.'),
      notAfter: pointInTime
        .optional()
        .describe(
          'When its tokens are no longer accepted, microseconds since 1970 UTC or text such as 2026-05-01T12:00:00Z. @default never',
        ),
    }),
  ],
  'expected a secret as base64, or {secret, notAfter}',
)

export type PastTokenSecret = z.infer<typeof pastTokenSecret>

/** A past secret with its end, microseconds since 1970 UTC, however it was written. */
export function pastSecretOf(entry: PastTokenSecret): { secret: string; notAfter?: number | undefined } {
  return typeof entry === 'string' ? { secret: entry } : entry
}
