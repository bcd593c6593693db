import type { AuditEntry, AuditRecord } from './audit-record.ts'
import { sha256Now, toHex } from './bytes.ts'
import { canonicalJson } from './canonical-json.ts'

/** The end of a chain: what the next record follows. */
export interface AuditHead {
  seq: number
  hash: string
}

/** Before the first record. */
export const auditBeginning: AuditHead = { seq: 0, hash: '0'.repeat(64) }

/** Makes the record that follows a head. */
export function chainAuditEntry(entry: AuditEntry, head: AuditHead, timeUs: number): AuditRecord {
  const content = { ...entry, seq: head.seq + 1, time: timeUs, previous: head.hash }
  return { ...content, hash: auditHash(content) }
}

/** The line of a record: its canonical JSON and a line feed, so that one record has one text only. */
export function auditLine(record: AuditRecord): string {
  return `${canonicalJson(record)}\n`
}

/** SHA-256 of what a record says, without its own hash. */
export function auditHash({ hash: _, ...content }: Omit<AuditRecord, 'hash'> & { hash?: string }): string {
  return toHex(sha256Now(new TextEncoder().encode(canonicalJson(content))))
}
