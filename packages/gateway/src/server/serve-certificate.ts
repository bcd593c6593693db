import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import { addReading, type Metrics } from '../metrics/gateway-metrics.ts'
import { type Https, makeTls, readTlsFiles, type TlsFiles, type TlsMaterial } from './load-tls.ts'

/** The certificate of a listener, which may be replaced while it listens. */
export interface ServedCertificate {
  material(): TlsMaterial
  /**
   * Reads the files again and serves what they hold, if that is another certificate; says whether.
   * @throws StartError as at a start; the certificate stays then
   */
  renew(https: Https): Promise<boolean>
  /** Tells a listener of each renewal. */
  onRenewal(use: (material: TlsMaterial) => void): void
}

interface Surroundings {
  metrics: Metrics
  clock: Clock
  log: Logger
}

/** @throws StartError where the files cannot be used */
export async function serveCertificate(
  https: Https,
  { metrics, clock, log }: Surroundings,
): Promise<ServedCertificate> {
  const make = (from: TlsFiles, by: Https) => makeTls(from, by, { nowMs: clock.nowMs(), log })
  let source = { ...(await readTlsFiles(https)), password: https.password }
  let material = make(source, https)
  const listeners: ((material: TlsMaterial) => void)[] = []
  addReading(metrics, {
    name: 'weaklayer_certificate_expiry_timestamp_seconds',
    help: 'When the certificate of the sensor API ends, seconds since 1970 UTC.',
    read: () => material.endsAtMs / 1000,
  })
  return {
    material: () => material,
    async renew(next) {
      const { password } = next
      const { cert, key } = await readTlsFiles(next)
      // To open an encrypted key takes its time, and a certificate that ends soon is warned about: only for other files.
      if (cert === source.cert && key === source.key && password === source.password) return false
      material = make({ cert, key }, next)
      source = { cert, key, password }
      for (const use of listeners) use(material)
      return true
    },
    onRenewal: use => void listeners.push(use),
  }
}
