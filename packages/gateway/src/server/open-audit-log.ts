import type { AuditEntry, GatewayConfig } from '@weaklayer/wire'
import type { Audit } from '../audit/audit.ts'
import { addAuditMetrics } from '../audit/audit-metrics.ts'
import { openAudit } from '../audit/open-audit.ts'
import { configFingerprint } from '../config/config-fingerprint.ts'
import type { RevocationsChanged } from '../identity/watch-revocations.ts'
import { auditOfRevocations } from '../revocation/audit-revocations.ts'
import type { Start } from './open-api.ts'

/** Opens the audit log, and notes the stop in the end of a gateway that did start. */
export async function openAuditLog(start: Start): Promise<Audit> {
  const { config, options, clock, log, health, metrics, opened } = start
  const { baseDirectory, worker } = options
  const audit = await openAudit(config, { clock, log, baseDirectory, worker })
  const stopped: AuditEntry = { action: 'gateway.stopped', outcome: 'done' }
  opened.closers.push(() => audit.close(health.isStarted() ? stopped : undefined))
  if (config.audit.enabled) addAuditMetrics(metrics, audit, worker)
  return audit
}

/** Notes that a gateway listens, and with which configuration. */
export async function auditStart(audit: Audit, config: GatewayConfig): Promise<void> {
  const details = { fingerprint: configFingerprint(config) }
  await audit.record({ action: 'gateway.started', outcome: 'done', details })
}

/** Notes a list of revocations that changed, whoever changed it. */
export function auditRevocations(audit: Audit): (change: RevocationsChanged) => Promise<void> {
  return async change => {
    await Promise.all(auditOfRevocations(change).map(entry => audit.record(entry)))
  }
}
