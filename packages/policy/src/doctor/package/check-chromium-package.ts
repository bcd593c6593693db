import { createHash } from 'node:crypto'
import { readCrx } from '../../crx/read-crx.ts'
import { type Finding, finding, fine } from '../finding.ts'
import type { Network } from '../gateway/network.ts'
import type { ForcedInstall } from '../policy/sensor-policy.ts'
import { shownUrl } from '../shown-url.ts'
import { fetchFile } from './fetch-file.ts'
import { readUpdateXml, type UpdateEntry } from './read-update-xml.ts'
import { versionFindings } from './version-findings.ts'

export interface PackageCheck {
  install: ForcedInstall & { url: string }
  /** The version that is expected at least. */
  expectedVersion?: string
}

/** Loads what Chromium would install, and checks it against the policy. */
export async function checkChromiumPackage(check: PackageCheck, network: Network): Promise<Finding[]> {
  const { id, url } = check.install
  const manifest = await fetchFile(updateRequest(url, id), network)
  if (manifest.status === 'failed') return manifest.findings
  const subject = shownUrl(url)
  const update = readUpdateXml(manifest.bytes)
  if (update.status === 'invalid')
    return [
      finding('UPDATE_MANIFEST_INVALID', { subject, found: `this is no update manifest: ${update.message}` }),
    ]
  const entry = update.entries.find(each => each.id === id)
  if (entry === undefined) {
    const others = update.entries.map(each => each.id.slice(0, 40)).slice(0, 5)
    const found = `it has no entry for ${id}, but for ${others.join(', ') || 'nothing'}`
    return [finding('UPDATE_WITHOUT_ID', { subject, found })]
  }
  return await checkEntry(check, entry, network)
}

/** As Chromium asks: a server may choose by the id. */
function updateRequest(url: string, id: string): string {
  const request = new URL(url)
  request.searchParams.append('x', `id=${id}&v=0.0.0.0&uc`)
  return request.href
}

async function checkEntry(check: PackageCheck, entry: UpdateEntry, network: Network): Promise<Finding[]> {
  const codebase = URL.canParse(entry.codebase, check.install.url)
    ? new URL(entry.codebase, check.install.url).href
    : entry.codebase
  const fetched = await fetchFile(codebase, network)
  if (fetched.status === 'failed') return fetched.findings
  const subject = shownUrl(codebase)
  const hash = createHash('sha256').update(fetched.bytes).digest('hex')
  const wrongHash =
    entry.hash !== undefined && entry.hash.toLowerCase() !== hash
      ? [finding('PACKAGE_HASH_WRONG', { subject, found: 'its SHA-256 is not hash_sha256 of update.xml' })]
      : []
  return [...wrongHash, ...crxFindings(check, { subject, bytes: fetched.bytes, declared: entry.version })]
}

interface Crx {
  subject: string
  bytes: Uint8Array
  declared: string
}

function crxFindings(
  { install, expectedVersion }: PackageCheck,
  { subject, bytes, declared }: Crx,
): Finding[] {
  const reading = readCrx(bytes)
  if (reading.status === 'invalid')
    return [finding('PACKAGE_INVALID', { subject, found: `this is no package: ${reading.message}` })]
  const { id, manifest, signature } = reading.crx
  const findings = [
    ...(signature === 'valid' ? [] : [signatureFinding(subject, signature)]),
    ...(id === install.id
      ? []
      : [
          finding('PACKAGE_ID_WRONG', {
            subject,
            found: `the package is ${id}, the policy says ${install.id}`,
          }),
        ]),
    ...versionFindings({
      subject,
      actual: manifest.version,
      declared,
      ...(expectedVersion !== undefined && { expected: expectedVersion }),
    }),
    ...(manifest.updateUrl === undefined && !install.overrides
      ? [
          finding('UPDATES_STOP', {
            subject,
            found: 'its manifest has no update_url, and the policy does not override it',
          }),
        ]
      : []),
  ]
  if (findings.some(({ level }) => level === 'problem')) return findings
  return [
    fine('package', subject, `version ${manifest.version}, id ${id}, signed with the key of that id`),
    ...findings,
  ]
}

function signatureFinding(subject: string, signature: 'wrong' | 'not of this id'): Finding {
  const found =
    signature === 'wrong'
      ? 'its signature is wrong'
      : 'it is not signed with the key of the id that it claims'
  return finding('PACKAGE_SIGNATURE_WRONG', { subject, found })
}
