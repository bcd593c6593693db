import { isExtensionId } from '../../crx/extension-id.ts'
import { type Finding, finding, fine } from '../finding.ts'
import { isLoopback } from '../gateway/loopback.ts'
import { shownUrl } from '../shown-url.ts'
import { type ForcedInstall, isStoreUrl, type KnownIds, type SensorPolicy } from './sensor-policy.ts'

/** Checks what of installing the sensor can be seen in the file; `known` are the ids of ids.json. */
export function checkInstall(policy: SensorPolicy, known: KnownIds = {}): Finding[] {
  const { browser, install } = policy
  if (browser === 'any') return []
  const subject = `${policy.product}, force install`
  if (install === undefined) {
    const found = `nothing in the policy installs ${policy.valuesId ?? 'the sensor'}`
    return [
      ...idFindings(policy, { subject, known: known[browser] }),
      finding('INSTALL_MISSING', { subject, found }),
    ]
  }
  const findings = [
    ...idFindings(policy, { subject, known: known[browser] }),
    ...modeFindings(subject, install),
    ...urlFindings(subject, policy, install),
    ...privateFindings(subject, policy),
  ]
  const good = fine(
    'install',
    subject,
    `${install.id} is force-installed${install.url ? ` from ${shownUrl(install.url)}` : ''}`,
  )
  return findings.some(({ level }) => level === 'problem') || install.mode !== 'force_installed'
    ? findings
    : [good, ...findings]
}

interface IdFacts {
  subject: string
  known: string | undefined
}

function idFindings({ browser, valuesId, install }: SensorPolicy, { subject, known }: IdFacts): Finding[] {
  const ids = [...new Set([valuesId, install?.id].filter(id => id !== undefined))]
  const isId = browser === 'chromium' ? isExtensionId : isAddOnId
  const invalid = ids
    .filter(id => !isId(id))
    .map(id => finding('ID_INVALID', { subject, found: `${id.slice(0, 80)} is no id of an extension` }))
  if (ids.length > 1) {
    const found = `${install?.id} is installed, but the values stand under ${valuesId}`
    return [...invalid, finding('ID_WRONG', { subject, found })]
  }
  const wrong = ids
    .filter(id => known !== undefined && id !== known)
    .map(id => finding('ID_WRONG', { subject, found: `the policy says ${id}, ids.json ${known}` }))
  return [...invalid, ...wrong]
}

/** Firefox takes an e-mail-like id or a UUID in braces. */
function isAddOnId(id: string): boolean {
  return /^[a-z0-9\-._]*@[a-z0-9\-._]+$/i.test(id) || /^\{[0-9a-f-]{36}\}$/i.test(id)
}

function modeFindings(subject: string, { mode }: ForcedInstall): Finding[] {
  return mode === 'force_installed'
    ? []
    : [finding('INSTALL_NOT_FORCED', { subject, found: `installation_mode is ${mode.slice(0, 40)}` })]
}

function urlFindings(
  subject: string,
  { browser, system }: SensorPolicy,
  { url, mode, id }: ForcedInstall,
): Finding[] {
  const installs = mode.endsWith('_installed')
  if (url === undefined) {
    const found = `${id} has no ${browser === 'chromium' ? 'update_url' : 'install_url'}`
    return installs ? [finding('INSTALL_URL_INVALID', { subject, found })] : []
  }
  if (!URL.canParse(url) || !/^(https?|file):$/.test(new URL(url).protocol))
    return [
      finding('INSTALL_URL_INVALID', {
        subject,
        found: `the address for ${id} is none that a browser can load`,
      }),
    ]
  const { protocol, hostname } = new URL(url)
  const http = protocol === 'http:' && !isLoopback(hostname)
  const offStore = browser === 'chromium' && (system === 'windows' || system === 'macos') && !isStoreUrl(url)
  return [
    ...(http ? [finding('UPDATE_HTTP', { subject, found: `${shownUrl(url)} is not protected` })] : []),
    ...(offStore
      ? [finding('INSTALL_OFF_STORE', { subject, found: `${shownUrl(url)} is not the store` })]
      : []),
  ]
}

function privateFindings(subject: string, policy: SensorPolicy): Finding[] {
  const wanted = (policy.values as { incognito?: unknown } | undefined)?.incognito === true
  if (!wanted || seesPrivateWindows(policy)) return []
  return [
    finding('INCOGNITO_UNSEEN', {
      subject,
      found: 'incognito is true, and nothing lets the sensor into private windows',
    }),
  ]
}

function seesPrivateWindows({ browser, product, policies, install }: SensorPolicy): boolean {
  if (browser === 'firefox')
    return install?.settings.private_browsing === true || policies.PrivateBrowsingModeAvailability === 1
  const [list, switchName] =
    product === 'Edge'
      ? ['MandatoryExtensionsForInPrivateNavigation', 'InPrivateModeAvailability']
      : ['MandatoryExtensionsForIncognitoNavigation', 'IncognitoModeAvailability']
  const mandatory = policies[list ?? '']
  return (Array.isArray(mandatory) && mandatory.includes(install?.id)) || policies[switchName ?? ''] === 1
}
