import type { InstallKey, SensorConfig } from '@weaklayer/wire'
import { type Finding, finding } from './finding.ts'
import { checkGateway, type GatewayCheck } from './gateway/check-gateway.ts'
import { checkKey } from './gateway/check-key.ts'
import { isLoopback } from './gateway/loopback.ts'
import type { Network } from './gateway/network.ts'
import { trustedAuthorities } from './gateway/trusted-authorities.ts'
import { checkChromiumPackage } from './package/check-chromium-package.ts'
import { checkFirefoxPackage } from './package/check-firefox-package.ts'
import { canFetch } from './package/fetch-file.ts'
import { checkInstall } from './policy/check-install.ts'
import { checkValues, type ValuesCheck } from './policy/check-values.ts'
import { type PolicyFile, readPolicyFile } from './policy/read-policy-file.ts'
import { type SensorPolicy, sensorPolicies } from './policy/sensor-policy.ts'
import { redact, secretsIn } from './redact.ts'

export interface DoctorOptions {
  /** Policies that belong together, such as the force list and the values of one browser. */
  files: readonly PolicyFile[]
  /** Where the gateway should be; the only thing that is checked when there is no file. */
  url?: URL
  /** What ids.json says. */
  expected?: { version?: string; chromium?: string; firefox?: string }
  /** @default the system's store, 10 seconds a request, the system's clock */
  network?: Partial<Network>
}

const timeoutMs = 10_000

/**
 * Checks policy files and what they lead to, as the browsers and the sensor would: values, gateway, certificate,
 * clock, install key, packages. It changes nothing and leaves no trace at the gateway. No finding holds a secret.
 */
export async function runDoctor(options: DoctorOptions): Promise<Finding[]> {
  const network: Network = {
    timeoutMs,
    nowMs: Date.now,
    ...options.network,
    authorities: options.network?.authorities ?? trustedAuthorities(),
  }
  const readings = options.files.map(readPolicyFile)
  const sources = readings.flatMap(reading => reading.sources)
  const policies = sensorPolicies(sources, options.expected)
  const judged = policies.map(policy => ({ policy, values: checkValues(policy, network.nowMs() * 1000) }))
  const unfound = sources.length > 0 && policies.length === 0 ? [noSensor(options.files)] : []
  const seen = [
    ...readings.flatMap(reading => reading.findings),
    ...unfound,
    ...judged.flatMap(({ policy, values }) => [
      ...values.findings,
      ...checkInstall(policy, options.expected),
    ]),
    ...otherAddress(judged, options.url),
  ]
  const reached = await checkAddresses(judged, options.url, network)
  const packages = await checkPackages(policies, options.expected?.version, network)
  return redact(unique([...seen, ...reached, ...packages]), secretsIn(sources))
}

interface Judged {
  policy: SensorPolicy
  values: ValuesCheck
}

function noSensor(files: readonly PolicyFile[]): Finding {
  const subject = files.map(({ name }) => name).join(', ')
  return finding('VALUES_MISSING', {
    subject,
    found: 'it neither configures a sensor nor installs one that can be recognised',
  })
}

function addressOf({ protocol, hostname, port }: SensorConfig['api']): URL | undefined {
  const text = `${protocol}://${hostname}:${port}/`
  return URL.canParse(text) ? new URL(text) : undefined
}

function otherAddress(judged: readonly Judged[], url: URL | undefined): Finding[] {
  return judged.flatMap(({ policy, values: { config } }) => {
    const address = config.api && addressOf(config.api)
    if (url === undefined || address === undefined || address.origin === url.origin) return []
    const found = `the policy sends sensors to ${address.origin}, --url says ${url.origin}`
    return [finding('ADDRESS_DIFFERS', { subject: `values for ${policy.product}`, found })]
  })
}

/** Each address once, each key once at it. */
async function checkAddresses(
  judged: readonly Judged[],
  url: URL | undefined,
  network: Network,
): Promise<Finding[]> {
  const configs = judged.map(({ values }) => values.config).filter(({ api }) => api !== undefined)
  const byOrigin = Map.groupBy(configs, ({ api }) => (api && addressOf(api)?.origin) ?? '')
  byOrigin.delete('')
  const findings: Finding[] = []
  if (url !== undefined && byOrigin.size === 0) {
    byOrigin.set(url.origin, [])
    findings.push(...unprotected(url))
  }
  for (const [origin, each] of byOrigin) {
    const base = new URL(origin)
    const firstGeneration = each.some(({ api }) => api?.firstGeneration === true)
    const gateway = await checkGateway(base, network, firstGeneration)
    findings.push(...gateway.findings)
    const keys = new Map(
      each.flatMap(({ installKey, label }) =>
        installKey ? [[installKey.secret, { key: installKey, label: label ?? 'doctor' }]] : [],
      ),
    )
    for (const each of keys.values())
      findings.push(await keyFinding({ base, ...each, gateway, firstGeneration }, network))
  }
  return findings
}

function unprotected({ protocol, hostname, origin }: URL): Finding[] {
  if (protocol === 'https:' || isLoopback(hostname)) return []
  return [
    finding('HTTP_UNPROTECTED', { subject: origin, found: 'the address is http, and not of this machine' }),
  ]
}

interface KeyAt {
  base: URL
  key: InstallKey
  label: string
  gateway: GatewayCheck
  firstGeneration: boolean
}

/** The key goes only to a gateway that browsers trust, and to none that would take it for a real installation. */
async function keyFinding(
  { base, key, label, gateway, firstGeneration }: KeyAt,
  network: Network,
): Promise<Finding> {
  const subject = base.origin
  if (firstGeneration) {
    const found = 'a first Weaklayer knows no dryRun: asking it would leave an Install event'
    return finding('KEY_NOT_CHECKED', { subject, found, todo: 'Watch the first sensor enrol.' })
  }
  if (!gateway.trusted)
    return finding('KEY_NOT_CHECKED', {
      subject,
      found: 'the install key was not sent: no gateway was reached over a connection that browsers trust',
    })
  return await checkKey({ base, key, label, skewMs: gateway.skewMs }, network)
}

async function checkPackages(
  policies: readonly SensorPolicy[],
  expectedVersion: string | undefined,
  network: Network,
): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const { browser, install, policies: all } of policies) {
    const url = install?.url
    if (install === undefined || url === undefined || !canFetch(url)) continue
    const check = { install: { ...install, url }, ...(expectedVersion !== undefined && { expectedVersion }) }
    findings.push(
      ...(browser === 'firefox'
        ? await checkFirefoxPackage({ ...check, policies: all }, network)
        : await checkChromiumPackage(check, network)),
    )
  }
  return findings
}

function unique(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map(each => [JSON.stringify(each), each])).values()]
}
