import * as z from 'zod'
import { seqNumber, timeUs } from './field.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hex digits')
const facts = z.record(z.string(), z.json())

/** One line of an audit log. */
export const auditRecord = z
  .strictObject({
    seq: seqNumber.describe('Number in the chain: 1, 2, 3 … over all files.'),
    time: timeUs.describe('When it happened, microseconds since 1970 UTC.'),
    action: z
      .string()
      .min(1)
      .max(64)
      .describe('What was done, such as `sensor.installed`; see docs/audit.md.'),
    outcome: z.enum(['done', 'refused', 'failed']).describe('How it ended.'),
    actor: facts.optional().describe('Who did it, such as `{address}`.'),
    subject: facts.optional().describe('To whom or what it was done, such as `{sensor, group}`.'),
    details: facts.optional().describe('More about it; never a secret.'),
    previous: hash.describe('`hash` of the line before; 64 zeros at the beginning of a chain.'),
    hash: hash.describe(
      'SHA-256, hex, of this record without `hash`, as JSON with sorted keys and without spaces.',
    ),
  })
  .meta({ title: 'AuditRecord', description: 'One line of an audit log.' })

export type AuditRecord = z.infer<typeof auditRecord>

/**
 * Reads a line; undefined when it is no record. What is returned is what the line says: a copy by zod would lose a field that is
 * named `__proto__`.
 */
export function parseAuditRecord(line: string): AuditRecord | undefined {
  try {
    const record: unknown = JSON.parse(line)
    return auditRecord.safeParse(record).success ? (record as AuditRecord) : undefined
  } catch {
    return undefined
  }
}

/** What somebody wants to have recorded; number, time and chain are added. */
export type AuditEntry = Pick<AuditRecord, 'action' | 'outcome' | 'actor' | 'subject' | 'details'>
