import type { GatewayConfig } from '@weaklayer/wire'
import type { Logger } from 'pino'
import type { Audit } from '../audit/audit.ts'
import type { Clock } from '../clock.ts'
import { configFingerprint } from '../config/config-fingerprint.ts'
import type { LoadedConfig } from '../config/load-gateway-config.ts'
import { createQuietLog } from '../log/quiet-log.ts'
import type { ServedCertificate } from '../server/serve-certificate.ts'
import { type StartError, systemCode } from '../start-error.ts'
import { planReload } from './plan-reload.ts'

/** What a reload works with. */
export interface ReloadTarget {
  config: () => GatewayConfig
  /** Makes a configuration count. */
  use(config: GatewayConfig): void
  /** Absent for HTTP. */
  certificate: ServedCertificate | undefined
  audit: Audit
  log: Logger
  clock: Clock
}

/** Takes over what a configuration changed. What cannot be used changes nothing: the gateway goes on with what it has. */
export type Reload = (loaded: LoadedConfig) => Promise<void>

export function createReload(target: ReloadTarget): Reload {
  const { log, audit } = target
  const quietLog = createQuietLog(log, target.clock)
  let told = ''
  const renewTls = async (config: GatewayConfig) => {
    const { https } = config.sensor.api
    if (https === undefined || !(await target.certificate?.renew(https))) return
    const endsAtMs = target.certificate?.material().endsAtMs ?? 0
    const ends = new Date(endsAtMs).toISOString()
    log.info({ ends }, 'another certificate is served from now on')
    await audit.record({ action: 'certificate.changed', outcome: 'done', details: { ends } })
  }
  return async loaded => {
    if (loaded.status === 'invalid') {
      const facts = { problems: loaded.problems.map(({ path, message }) => `${path}: ${message}`) }
      quietLog.error(
        'CONFIG_INVALID',
        facts,
        'the changed configuration is unusable; the last good one stays',
      )
      return
    }
    const plan = planReload(target.config(), loaded.config)
    try {
      await renewTls(plan.config)
    } catch (error) {
      const facts = { reason: (error as StartError).message ?? systemCode(error) }
      quietLog.error(
        'CERTIFICATE_UNUSABLE',
        facts,
        'the changed certificate is unusable; the last good one stays',
      )
      return
    }
    if (plan.changed.length > 0) {
      const before = configFingerprint(target.config())
      target.use(plan.config)
      log.level = plan.config.log.level
      log.info({ changed: plan.changed }, 'the configuration changed; this counts from now on')
      const details = { changed: plan.changed, before, after: configFingerprint(plan.config) }
      await audit.record({ action: 'configuration.changed', outcome: 'done', details })
    }
    const waiting = plan.waiting.join()
    if (waiting !== told && waiting !== '')
      log.warn({ waiting: plan.waiting }, 'the configuration changed; this counts after a restart')
    told = waiting
  }
}
