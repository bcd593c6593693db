import { sensorConfigParts } from '@weaklayer/wire'
import { type Finding, finding } from '../finding.ts'
import { googleAdminSource, isGoogleAdmin } from './google-admin.ts'
import { isRegistryExport } from './parse-registry.ts'
import { decodeText, parseText } from './parse-text.ts'
import { browserPolicyNames, mistypedNames } from './policy-names.ts'
import { isRecord, type PolicySource } from './policy-source.ts'
import { isPropertyList, profileSources } from './profile-sources.ts'
import { registrySources } from './registry-sources.ts'

/** A policy file as an administrator has it. */
export interface PolicyFile {
  /** Its path, as the reader knows it. */
  name: string
  bytes: Uint8Array
}

export interface PolicyFileReading {
  sources: PolicySource[]
  findings: Finding[]
}

/** Reads a policy file of any kind that the doctor knows. */
export function readPolicyFile({ name, bytes }: PolicyFile): PolicyFileReading {
  const text = decodeText(bytes)
  const reading = readText(text, name)
  const { sources, findings } = reading
  if (sources.length > 0 || findings.some(({ level }) => level === 'problem')) return reading
  const found = 'it holds no policy of a browser and no configuration of a sensor'
  return { sources, findings: [...findings, finding('POLICY_UNKNOWN_FORM', { subject: name, found })] }
}

function readText(text: string, name: string): PolicyFileReading {
  if (isRegistryExport(text)) return readRegistry(text, name)
  if (isPropertyList(text)) {
    const profile = profileSources(text)
    return profile.status === 'ok' ? withNames(profile.sources, name) : unreadable(name, profile.message)
  }
  return readStructured(text, name)
}

function unreadable(subject: string, found: string): PolicyFileReading {
  return { sources: [], findings: [finding('POLICY_UNREADABLE', { subject, found })] }
}

function readRegistry(text: string, subject: string): PolicyFileReading {
  const registry = registrySources(text)
  if (registry.status === 'invalid') return unreadable(subject, registry.message)
  const { sources, findings } = withNames(registry.sources, subject)
  const ofUser = finding('POLICY_OF_USER', { subject, found: 'it writes below HKEY_CURRENT_USER' })
  return { sources, findings: registry.ofUser ? [...findings, ofUser] : findings }
}

function readStructured(text: string, subject: string): PolicyFileReading {
  const parsed = parseText(text)
  if (parsed.status === 'invalid') return unreadable(subject, parsed.message)
  const { value, strictJson, keysTwice } = parsed
  if (!isRecord(value)) return unreadable(subject, 'it is no object with keys')
  const twice = keysTwice.map(place =>
    finding('POLICY_KEY_TWICE', { subject, found: `${place}: a key is there twice` }),
  )
  const { sources, findings } = sourcesOf(value, subject)
  const strict = strictJson ? [] : looseFindings(sources, subject)
  return { sources, findings: [...twice, ...strict, ...findings] }
}

function sourcesOf(value: Record<string, unknown>, name: string): PolicyFileReading {
  if (isRecord(value.policies)) {
    const policies = value.policies
    return withNames([{ kind: 'browser', browser: 'firefox', product: 'Firefox', policies }], name)
  }
  if (isGoogleAdmin(value)) return googleAdminSource(value, name)
  if (Object.keys(value).some(key => Object.hasOwn(sensorConfigParts, key)))
    return { sources: [{ kind: 'values', product: 'a sensor', values: value }], findings: [] }
  const mistyped = mistypedNames(value, 'chromium')
  const isChromium =
    mistyped.length > 0 || Object.keys(value).some(key => browserPolicyNames.chromium.includes(key))
  return isChromium ? withNames([chromiumSource(value, name)], name) : { sources: [], findings: [] }
}

function chromiumSource(policies: Record<string, unknown>, name: string): PolicySource {
  const product = /opt\/chrome\//.test(name) ? 'Chrome' : /opt\/edge\//.test(name) ? 'Edge' : 'Chromium'
  return { kind: 'browser', browser: 'chromium', product, policies }
}

/** YAML is fine for a sensor's configuration, but no browser reads it. */
function looseFindings(sources: readonly PolicySource[], subject: string): Finding[] {
  const [source] = sources
  if (source?.kind !== 'browser') return []
  return source.browser === 'firefox'
    ? [finding('POLICY_UNREADABLE', { subject, found: 'it is no strict JSON' })]
    : [finding('POLICY_NOT_STRICT', { subject, found: 'it is no strict JSON' })]
}

function withNames(sources: PolicySource[], subject: string): PolicyFileReading {
  const findings = sources.flatMap(source =>
    source.kind === 'values'
      ? []
      : mistypedNames(source.policies, source.browser).map(({ name, meant }) =>
          finding('POLICY_NAME_MISTYPED', {
            subject,
            found: `${source.product} knows no \`${name}\``,
            todo: `Did you mean \`${meant}\`?`,
          }),
        ),
  )
  return { sources, findings }
}
