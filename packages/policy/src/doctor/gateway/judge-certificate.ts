import type { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { type Finding, finding, fine } from '../finding.ts'
import type { TlsFacts } from './network.ts'
import { isPublic } from './trusted-authorities.ts'

const dayMs = 86_400_000
/** The gateway warns as early in its own log. */
const soonMs = 14 * dayMs

export interface CertificateFacts {
  subject: string
  hostname: string
  tls: TlsFacts
  nowMs: number
}

/** What a browser would say about a certificate, every fault at once. */
export function judgeCertificate(facts: CertificateFacts): Finding[] {
  const { subject, tls, nowMs } = facts
  const faults = [...dateFindings(facts), ...nameFindings(facts), ...chainFindings(facts)]
  const last = tls.chain.at(-1) ?? tls.certificate
  const left = daysOf(tls.certificate.validToDate.getTime() - nowMs)
  if (faults.some(({ level }) => level === 'problem')) return faults
  const where = isPublic(last)
    ? 'a public authority'
    : 'an authority that is trusted here, but is no public one'
  const good = `trusted (${tls.protocol}), ${left} left, issued by ${issuerOf(tls.certificate)}: ${where}`
  return [fine('certificate', subject, good), ...faults]
}

function dateFindings({ subject, tls, nowMs }: CertificateFacts): Finding[] {
  return tls.chain.flatMap((each, depth) => {
    const [from, to] = [each.validFromDate.getTime(), each.validToDate.getTime()]
    const whose = depth === 0 ? 'the certificate' : `the certificate of ${nameOf(each.subject)}`
    if (to < nowMs) {
      const found = `${whose} ended on ${dayOf(to)}, ${daysOf(nowMs - to)} ago`
      return [finding('CERTIFICATE_EXPIRED', { subject, found })]
    }
    if (from > nowMs)
      return [
        finding('CERTIFICATE_NOT_YET_VALID', { subject, found: `${whose} is valid from ${dayOf(from)} on` }),
      ]
    if (to - nowMs > soonMs) return []
    const found = `${whose} ends on ${dayOf(to)}, in ${daysOf(to - nowMs)}`
    return [finding('CERTIFICATE_ENDS_SOON', { subject, found })]
  })
}

function daysOf(timeMs: number): string {
  const days = Math.floor(timeMs / dayMs)
  return days === 1 ? '1 day' : `${days} days`
}

function dayOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10)
}

/** Browsers look at the alternative names only; Node would take the common name, too. */
function nameFindings({ subject, hostname, tls: { certificate } }: CertificateFacts): Finding[] {
  const host = hostname.replace(/^\[|\]$/g, '')
  const matches =
    isIP(host) === 0 ? certificate.checkHost(host, { subject: 'never' }) : certificate.checkIP(host)
  if (matches !== undefined) return []
  const names = certificate.subjectAltName?.replaceAll(/(DNS|IP Address):/g, '').slice(0, 200)
  const found = `the certificate is for ${names ?? 'no name (browsers do not look at the common name)'}, not for ${host}`
  return [finding('CERTIFICATE_WRONG_NAME', { subject, found })]
}

/** OpenSSL's words for what the dates say already. */
const aboutDates = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'])

function chainFindings({ subject, tls: { certificate, chain, chainError } }: CertificateFacts): Finding[] {
  if (chainError === undefined || aboutDates.has(chainError)) return []
  if (chainError === 'DEPTH_ZERO_SELF_SIGNED_CERT') {
    const found = `the certificate of ${nameOf(certificate.subject)} is signed by itself`
    return [finding('CERTIFICATE_SELF_SIGNED', { subject, found })]
  }
  const top = chain.at(-1) ?? certificate
  const found = `issued by ${issuerOf(certificate)}; nobody here vouches for ${issuerOf(top)} (${chainError})`
  return [finding('CERTIFICATE_UNTRUSTED', { subject, found })]
}

function issuerOf(certificate: X509Certificate): string {
  return nameOf(certificate.issuer)
}

/** `CN=R11\nO=Let's Encrypt` as `R11 (Let's Encrypt)`. */
function nameOf(name: string | undefined): string {
  const parts = new Map(
    (name ?? '').split('\n').map((line): [string, string] => {
      const [key = '', ...value] = line.split('=')
      return [key, value.join('=').slice(0, 100)]
    }),
  )
  const [common, organisation] = [parts.get('CN'), parts.get('O')]
  if (common === undefined) return organisation ?? 'an authority without a name'
  return organisation === undefined ? common : `${common} (${organisation})`
}
