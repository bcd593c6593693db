import type { GatewayConfig } from '@weaklayer/wire'
import type { Logger } from 'pino'
import type { Audit } from '../audit/audit.ts'
import { configFingerprint } from '../config/config-fingerprint.ts'
import type { LoadedConfig } from '../config/load-gateway-config.ts'
import type { ServedCertificate } from '../server/serve-certificate.ts'
import { type StartError, systemCode } from '../start-error.ts'
import { createOnce, type Once } from './once.ts'
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
}

/** Takes over what a configuration changed. What cannot be used changes nothing: the gateway goes on with what it has. */
export type Reload = (loaded: LoadedConfig) => Promise<void>

export function createReload(target: ReloadTarget): Reload {
  const { log, audit } = target
  const broken = { config: createOnce(), certificate: createOnce() }
  let told = ''
  return async loaded => {
    if (loaded.status === 'invalid') {
      sayInvalid(loaded, broken.config, log)
      return
    }
    if (broken.config.reset()) log.info('the changed configuration is good again')
    const plan = planReload(target.config(), loaded.config)
    if (!(await renewTls(plan.config, target, broken.certificate))) return
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

/** The files are read every few seconds: what stays as it is was said. */
function sayInvalid(
  { problems, print }: Extract<LoadedConfig, { status: 'invalid' }>,
  once: Once,
  log: Logger,
): void {
  const facts = { problems: problems.map(({ path, message }) => `${path}: ${message}`) }
  if (once.isSaid([print ?? '', ...facts.problems].join('\n'))) return
  const message = 'the changed configuration is unusable; the last good one stays'
  log.error({ code: 'CONFIG_INVALID', ...facts }, message)
}

/** Says whether the certificate is good. */
async function renewTls(
  { sensor: { api } }: GatewayConfig,
  { certificate, audit, log }: ReloadTarget,
  once: Once,
): Promise<boolean> {
  if (api.https === undefined || certificate === undefined) return true
  try {
    if (await certificate.renew(api.https)) {
      const ends = new Date(certificate.material().endsAtMs).toISOString()
      log.info({ ends }, 'another certificate is served from now on')
      await audit.record({ action: 'certificate.changed', outcome: 'done', details: { ends } })
      once.reset()
    }
    if (once.reset()) log.info('the changed certificate is good again')
    return true
  } catch (error) {
    const reason = (error as StartError).message ?? systemCode(error)
    if (!once.isSaid(reason)) {
      const message = 'the changed certificate is unusable; the last good one stays'
      log.error({ code: 'CERTIFICATE_UNUSABLE', reason }, message)
    }
    return false
  }
}
