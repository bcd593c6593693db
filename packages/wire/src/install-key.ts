import * as z from 'zod'
import { equalBytes, fromBase64, sha256Now, toBase64, uuidBytes } from './bytes.ts'
import { base64Of32, base64Of64, timeUs, uuid } from './field.ts'

/** What a sensor presents to enrol. The secret is 64 random bytes. */
export const installKey = z
  .looseObject({
    group: uuid.describe('The group whose sensors share this key.'),
    secret: base64Of64.describe('64 random bytes, base64.'),
    checksum: base64Of32.describe(
      'SHA-256 of the 16 bytes of the group and the secret, base64: finds typing errors.',
    ),
    notAfter: timeUs.optional().describe('When it ends, microseconds since 1970 UTC.'),
  })
  .meta({ title: 'InstallKey', description: 'What a sensor presents to enrol.' })

export type InstallKey = z.infer<typeof installKey>

/** Makes an install key for a group, by default a new one. */
export async function makeInstallKey(group: string = crypto.randomUUID()): Promise<InstallKey> {
  const secret = crypto.getRandomValues(new Uint8Array(64))
  return { group, secret: toBase64(secret), checksum: toBase64(sha256Now(uuidBytes(group), secret)) }
}

/** Whether the checksum belongs to the group and the secret. */
export function checksumMatches(key: InstallKey): boolean {
  const secret = fromBase64(key.secret)
  const checksum = fromBase64(key.checksum)
  if (secret?.length !== 64 || checksum === undefined) return false
  return equalBytes(sha256Now(uuidBytes(key.group), secret), checksum)
}
