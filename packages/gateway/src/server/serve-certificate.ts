import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import { addReading, type Metrics } from '../metrics/gateway-metrics.ts'
import { type Ending, watchExpiry } from '../transport/watch-expiry.ts'
import { type Https, makeTls, readTlsFiles, type TlsMaterial } from './load-tls.ts'

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
  /** Ends the warnings. */
  close(): void
}

interface Surroundings {
  metrics: Metrics
  clock: Clock
  log: Logger
}

interface Source {
  https: Https
  files: Awaited<ReturnType<typeof readTlsFiles>>
}

/** @throws StartError where the files cannot be used */
export async function serveCertificate(
  https: Https,
  { metrics, clock, log }: Surroundings,
): Promise<ServedCertificate> {
  const make = ({ files, https: by }: Source) => makeTls(files, by, clock.nowMs())
  let source: Source = { https, files: await readTlsFiles(https) }
  let material = make(source)
  warnOfBeginning(material, https, { clock, log })
  const expiry = watchExpiry(() => endingsOf(material, source.https), { clock, log })
  const listeners: ((material: TlsMaterial) => void)[] = []
  addReading(metrics, {
    name: 'weaklayer_certificate_expiry_timestamp_seconds',
    help: 'When the certificate of the sensor API ends, seconds since 1970 UTC.',
    read: () => material.endsAtMs / 1000,
    together: 'min',
  })
  return {
    material: () => material,
    async renew(next) {
      const renewed: Source = { https: next, files: await readTlsFiles(next) }
      // To open an encrypted key takes its time: only for other files.
      if (isSame(renewed, source)) return false
      material = make(renewed)
      source = renewed
      for (const use of listeners) use(material)
      warnOfBeginning(material, next, { clock, log })
      expiry.look()
      return true
    },
    onRenewal: use => void listeners.push(use),
    close: expiry.close,
  }
}

function isSame({ https, files }: Source, other: Source): boolean {
  const parts = (of: Source) => [of.files.cert, of.files.key, of.files.authority, of.https.password]
  const before = parts(other)
  return parts({ https, files }).every((part, index) => part === before[index])
}

function endingsOf({ endsAtMs, authority }: TlsMaterial, https: Https): Ending[] {
  const own = { file: https.certificate, endsAtMs }
  const file = https.clientCertificates?.authority
  return authority && file !== undefined ? [own, { file, endsAtMs: authority.endsAtMs }] : [own]
}

function warnOfBeginning(
  { certificate }: TlsMaterial,
  { certificate: file }: Https,
  { clock, log }: { clock: Clock; log: Logger },
): void {
  const begins = certificate.validFromDate
  if (begins.getTime() <= clock.nowMs()) return
  log.warn({ file, begins: begins.toISOString() }, 'the certificate is not valid yet')
}
