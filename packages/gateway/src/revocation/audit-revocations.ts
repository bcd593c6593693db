import { type AuditEntry, canonicalJson, type Revocation } from '@weaklayer/wire'
import type { RevocationsChanged } from '../identity/watch-revocations.ts'

/** Beyond so many at once a record says only how many there were. */
const mostSingle = 100

/** What the audit log tells of a list that changed. */
export function auditOfRevocations({ before, after, by }: RevocationsChanged): AuditEntry[] {
  return [
    ...entriesOf('revocation.added', without(after, before), by),
    ...entriesOf('revocation.removed', without(before, after), by),
  ]
}

function without(these: readonly Revocation[], those: readonly Revocation[]): Revocation[] {
  const known = new Set(those.map(canonicalJson))
  return these.filter(entry => !known.has(canonicalJson(entry)))
}

function entriesOf(
  action: string,
  entries: readonly Revocation[],
  actor: Record<string, string>,
): AuditEntry[] {
  if (entries.length > mostSingle)
    return [{ action, outcome: 'done', actor, details: { entries: entries.length } }]
  return entries.map(({ sensor, group, issuedBefore, note }) => ({
    action,
    outcome: 'done',
    actor,
    subject: sensor !== undefined ? { sensor } : group !== undefined ? { group } : { everybody: true },
    details: {
      ...(issuedBefore !== undefined && { issuedBefore }),
      ...(note !== undefined && { note }),
    },
  }))
}
