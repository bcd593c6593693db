import type { Audit } from '../audit/audit.ts'
import { addAuditMetrics } from '../audit/audit-metrics.ts'
import { openAudit } from '../audit/open-audit.ts'
import { configFingerprint } from '../config/config-fingerprint.ts'
import type { RevocationsChanged } from '../identity/watch-revocations.ts'
import { auditOfRevocations } from '../revocation/audit-revocations.ts'
import type { Start } from './open-api.ts'

/** Opens the audit log and notes the start, and in the end the stop. */
export async function openAuditLog({ config, options, clock, log, metrics, opened }: Start): Promise<Audit> {
  const audit = await openAudit(config, { clock, log, baseDirectory: options.baseDirectory })
  opened.closers.push(() => audit.close({ action: 'gateway.stopped', outcome: 'done' }))
  const details = { fingerprint: configFingerprint(config) }
  await audit.record({ action: 'gateway.started', outcome: 'done', details })
  if (config.audit.enabled) addAuditMetrics(metrics, audit)
  return audit
}

/** Notes a list of revocations that changed, whoever changed it. */
export function auditRevocations(audit: Audit): (change: RevocationsChanged) => Promise<void> {
  return async change => {
    await Promise.all(auditOfRevocations(change).map(entry => audit.record(entry)))
  }
}
