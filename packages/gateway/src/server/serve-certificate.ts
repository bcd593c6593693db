import type { GatewayConfig } from '@weaklayer/wire'
import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import { addReading, type Metrics } from '../metrics/gateway-metrics.ts'
import { loadTls, type TlsMaterial } from './load-tls.ts'

/** The certificate of a listener, which may be replaced while it listens. */
export interface ServedCertificate {
  material(): TlsMaterial
  /**
   * Reads the files again and serves what they hold, if that is another certificate; says whether.
   * @throws StartError as at a start; the certificate stays then
   */
  renew(https: NonNullable<GatewayConfig['sensor']['api']['https']>): Promise<boolean>
  /** Tells a listener of each renewal. */
  onRenewal(use: (material: TlsMaterial) => void): void
}

interface Surroundings {
  metrics: Metrics
  clock: Clock
  log: Logger
}

export function serveCertificate(
  first: TlsMaterial,
  { metrics, clock, log }: Surroundings,
): ServedCertificate {
  let material = first
  const listeners: ((material: TlsMaterial) => void)[] = []
  addReading(metrics, {
    name: 'weaklayer_certificate_expiry_timestamp_seconds',
    help: 'When the certificate of the sensor API ends, seconds since 1970 UTC.',
    read: () => material.endsAtMs / 1000,
  })
  return {
    material: () => material,
    async renew(https) {
      const next = await loadTls(https, clock.nowMs(), log)
      if (next.cert === material.cert && next.key === material.key) return false
      material = next
      for (const use of listeners) use(next)
      return true
    },
    onRenewal: use => void listeners.push(use),
  }
}
