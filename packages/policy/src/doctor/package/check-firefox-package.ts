import { createHash } from 'node:crypto'
import { type PackageManifest, readManifest } from '../../crx/read-manifest.ts'
import { type Finding, finding, fine } from '../finding.ts'
import type { Network } from '../gateway/network.ts'
import { recordIn } from '../policy/policy-source.ts'
import { shownUrl } from '../shown-url.ts'
import type { PackageCheck } from './check-chromium-package.ts'
import { fetchFile } from './fetch-file.ts'
import { type AddOnUpdate, readUpdatesJson } from './read-updates-json.ts'
import { versionFindings } from './version-findings.ts'

export interface AddOnCheck extends PackageCheck {
  /** All policies of the browser. */
  policies: Record<string, unknown>
}

/** Loads what Firefox would install and update, and checks it against the policy. */
export async function checkFirefoxPackage(check: AddOnCheck, network: Network): Promise<Finding[]> {
  const { url } = check.install
  const fetched = await fetchFile(url, network)
  if (fetched.status === 'failed') return fetched.findings
  const subject = shownUrl(url)
  const contents = readManifest(fetched.bytes)
  if (contents === undefined)
    return [
      finding('PACKAGE_INVALID', { subject, found: 'this is no add-on: it holds no readable manifest.json' }),
    ]
  const { manifest, names } = contents
  const own = [
    ...addOnFindings(check, { subject, manifest }),
    ...signatureFindings(check, { subject, names }),
  ]
  const good = fine('package', subject, `version ${manifest.version}, id ${manifest.geckoId}`)
  const isGood = !own.some(({ level }) => level === 'problem')
  const updates = await updateFindings(check, { subject, manifest, bytes: fetched.bytes }, network)
  return [...(isGood ? [good] : []), ...own, ...updates]
}

interface AddOn {
  subject: string
  manifest: PackageManifest
}

function addOnFindings({ install, expectedVersion }: AddOnCheck, { subject, manifest }: AddOn): Finding[] {
  const id = manifest.geckoId
  return [
    ...(id === install.id
      ? []
      : [
          finding('PACKAGE_ID_WRONG', {
            subject,
            found: `the add-on is ${id ?? 'without an id'}, the policy says ${install.id}`,
          }),
        ]),
    ...versionFindings({
      subject,
      actual: manifest.version,
      ...(expectedVersion !== undefined && { expected: expectedVersion }),
    }),
  ]
}

interface AddOnNames {
  subject: string
  names: readonly string[]
}

function signatureFindings({ policies }: AddOnCheck, { subject, names }: AddOnNames): Finding[] {
  const isSigned = names.some(name => /^META-INF\/(mozilla\.rsa|cose\.sig)$/.test(name))
  const preference = recordIn(recordIn(policies, 'Preferences'), 'xpinstall.signatures.required')
  if (isSigned || preference.Value === false) return []
  return [
    finding('PACKAGE_UNSIGNED', {
      subject,
      found: 'Mozilla did not sign it, and the policy does not switch that off',
    }),
  ]
}

interface Installed extends AddOn {
  bytes: Uint8Array
}

async function updateFindings(check: AddOnCheck, installed: Installed, network: Network): Promise<Finding[]> {
  const updateUrl = installed.manifest.geckoUpdateUrl
  if (updateUrl === undefined)
    return [finding('UPDATES_STOP', { subject: installed.subject, found: 'its manifest has no update_url' })]
  const fetched = await fetchFile(updateUrl, network)
  if (fetched.status === 'failed') return fetched.findings
  const subject = shownUrl(updateUrl)
  const updates = readUpdatesJson(fetched.bytes, check.install.id)
  if (updates.status === 'invalid')
    return [finding('UPDATE_MANIFEST_INVALID', { subject, found: 'this is no updates.json' })]
  if (updates.newest === undefined) {
    const found = `it has no update for ${check.install.id}, but for ${updates.ids.slice(0, 5).join(', ') || 'nothing'}`
    return [finding('UPDATE_WITHOUT_ID', { subject, found })]
  }
  return await checkUpdate(check, { installed, update: updates.newest, updateUrl }, network)
}

interface Update {
  installed: Installed
  update: AddOnUpdate
  updateUrl: string
}

async function checkUpdate(
  check: AddOnCheck,
  { installed, update, updateUrl }: Update,
  network: Network,
): Promise<Finding[]> {
  const link =
    update.link !== undefined && URL.canParse(update.link, updateUrl)
      ? new URL(update.link, updateUrl).href
      : undefined
  if (link === undefined)
    return [
      finding('UPDATE_MANIFEST_INVALID', {
        subject: shownUrl(updateUrl),
        found: 'its newest update has no update_link',
      }),
    ]
  const isInstalled = link === check.install.url
  const fetched = isInstalled
    ? { status: 'ok' as const, bytes: installed.bytes }
    : await fetchFile(link, network)
  if (fetched.status === 'failed') return fetched.findings
  const subject = shownUrl(link)
  const contents = readManifest(fetched.bytes)
  if (contents === undefined)
    return [
      finding('PACKAGE_INVALID', { subject, found: 'this is no add-on: it holds no readable manifest.json' }),
    ]
  const findings = [
    ...hashFindings(subject, fetched.bytes, update.hash),
    ...(isInstalled ? [] : addOnFindings(check, { subject, manifest: contents.manifest })),
    ...versionFindings({ subject, actual: contents.manifest.version, declared: update.version }),
  ]
  return findings.length > 0
    ? findings
    : [fine('package', shownUrl(updateUrl), `updates lead to version ${update.version}`)]
}

function hashFindings(subject: string, bytes: Uint8Array, hash: string | undefined): Finding[] {
  if (hash === undefined) return []
  const [, algorithm = '', digest = ''] = /^(sha256|sha512):([0-9a-f]+)$/i.exec(hash) ?? []
  if (algorithm === '')
    return [
      finding('PACKAGE_HASH_WRONG', {
        subject,
        found: 'update_hash is neither sha256: nor sha512: with hex digits',
      }),
    ]
  const actual = createHash(algorithm.toLowerCase()).update(bytes).digest('hex')
  return actual === digest.toLowerCase()
    ? []
    : [
        finding('PACKAGE_HASH_WRONG', {
          subject,
          found: `its ${algorithm} is not update_hash of updates.json`,
        }),
      ]
}
