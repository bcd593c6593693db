import * as z from 'zod'

/**
 * How sensitive a field is, for retention, access and notices.
 * - `technical`: says nothing about a person's behaviour (versions, counters).
 * - `pseudonym`: identifies a browser profile, not a person by name.
 * - `identity`: names a person or a machine.
 * - `browsing`: says where somebody went.
 * - `keyed-hash`: made from typed text with a key that stays in the browser.
 */
export type PrivacyClass = 'technical' | 'pseudonym' | 'identity' | 'browsing' | 'keyed-hash'

interface FieldMeta {
  description: string
  'x-privacy': PrivacyClass
}

/** Adds what every schema field has: a description and a privacy class. */
export function field<T extends z.ZodType>(schema: T, privacy: PrivacyClass, description: string): T {
  const meta: FieldMeta = { description, 'x-privacy': privacy }
  return schema.meta({ ...meta })
}

/** Largest integer that JSON readers keep exact (2^53 - 1). */
const wholeNumber = z.int().min(0)

/** Integer microseconds since 1970 UTC. */
export const timeUs = z.int().min(1)
export const count = wholeNumber
export const uuid = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, 'expected a lower-case UUID')
const epochForm = /^[0-9a-f]{16}$/
export const epochId = z.string().regex(epochForm, 'expected 16 hex digits')
/** Whether a value is the id of an epoch: as `epochId` decides, in a tenth of the time. */
export function isEpochId(value: unknown): value is string {
  return typeof value === 'string' && epochForm.test(value)
}
export const seqNumber = z.int().min(1)
/** A short text: at most 8,192 characters, the gateway's default for one string. */
export const text = z.string().max(8192)
/** Base64 of 32 bytes. */
export const base64Of32 = z
  .string()
  .regex(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/, 'expected 32 bytes as base64, 44 characters')
/** Base64 of 64 bytes. */
export const base64Of64 = z
  .string()
  .regex(/^[A-Za-z0-9+/]{85}[AQgw]==$/, 'expected 64 bytes as base64, 88 characters')
