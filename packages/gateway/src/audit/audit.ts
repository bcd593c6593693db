import { type AuditEntry, type AuditHead, auditBeginning } from '@weaklayer/wire'

/** A request that was refused; such are summed up, since there can be any number of them. */
export interface AuditRefusal {
  /** What was wanted, such as `sensor.refused`. */
  action: string
  code: string
  address: string
}

/** Notes who was let in, refused or revoked, and what was changed. */
export interface Audit {
  /**
   * Resolves once the record is durable. Never rejects and never takes longer than two seconds: what cannot be written is
   * counted, logged, and told by a record of its own as soon as one can be written again.
   */
  record(entry: AuditEntry): Promise<void>
  /** Counts a refusal; a record a minute says how many there were. */
  refused(refusal: AuditRefusal): void
  /** The last record. */
  head(): AuditHead
  counts(): AuditCounts
  /** Writes what is left, and `last` at the end. */
  close(last?: AuditEntry): Promise<void>
}

export interface AuditCounts {
  records: number
  /** Records that could not be written. */
  lost: number
}

/** For a gateway without an audit log. */
export const noAudit: Audit = {
  record: async () => undefined,
  refused: () => undefined,
  head: () => auditBeginning,
  counts: () => ({ records: 0, lost: 0 }),
  close: async () => undefined,
}
