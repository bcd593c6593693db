import { sensorConfigParts } from '@weaklayer/wire'
import { type Browser, isRecord, type PolicySource, recordIn } from './policy-source.ts'

/** What a policy says about one browser's sensor. */
export interface SensorPolicy {
  browser: Browser | 'any'
  product: string
  system?: 'windows' | 'macos' | 'linux'
  /** The id that its managed values stand under. */
  valuesId?: string
  values?: unknown
  install?: ForcedInstall
  /** All policies of the browser; empty where the file has values only. */
  policies: Record<string, unknown>
}

/** An entry that installs an extension. */
export interface ForcedInstall {
  id: string
  mode: string
  /** Where it comes from: an update manifest (Chromium) or an XPI (Firefox). */
  url?: string
  /** Whether updates come from there too, whatever the package says. */
  overrides: boolean
  settings: Record<string, unknown>
}

/** Ids that are known to be the sensor's. */
export interface KnownIds {
  chromium?: string
  firefox?: string
}

type BrowserSource = Extract<PolicySource, { kind: 'browser' }>

/** Finds the sensor in what the files say; files of one browser count together. */
export function sensorPolicies(sources: readonly PolicySource[], known: KnownIds = {}): SensorPolicy[] {
  const browsers = Map.groupBy(
    sources.filter(source => source.kind === 'browser'),
    source => source.product,
  )
  const plain = sources
    .filter(source => source.kind === 'values')
    .map(({ product, values }): SensorPolicy => ({ browser: 'any', product, values, policies: {} }))
  return [...[...browsers.values()].flatMap(each => sensorIn(each, known)), ...plain]
}

function sensorIn(sources: readonly BrowserSource[], known: KnownIds): SensorPolicy[] {
  const [first] = sources
  if (first === undefined) return []
  const { browser, product, system } = first
  const policies: Record<string, unknown> = Object.assign({}, ...sources.map(source => source.policies))
  const allValues = Object.assign({}, ...sources.map(source => valuesOf(source))) as Record<string, unknown>
  const ids = { ours: known[browser], values: Object.keys(allValues).filter(id => isOurs(allValues[id])) }
  const installs = (browser === 'chromium' ? chromiumInstalls : firefoxInstalls)(policies)
  const base = { browser, product, ...(system !== undefined && { system }), policies }
  const withValues = ids.values.map((id): SensorPolicy => {
    const install = installs.find(each => each.id === id) ?? withoutValues(installs, allValues)
    return { ...base, valuesId: id, values: allValues[id], ...(install && { install }) }
  })
  if (withValues.length > 0) return withValues
  const install = installs.find(each => each.id === ids.ours) ?? withoutValues(installs, allValues)
  return install === undefined ? [] : [{ ...base, install }]
}

function valuesOf({ browser, policies }: BrowserSource): Record<string, unknown> {
  return recordIn(recordIn(policies, '3rdparty'), browser === 'chromium' ? 'extensions' : 'Extensions')
}

/** Values are the sensor's when a key of them is. */
function isOurs(values: unknown): boolean {
  return isRecord(values) && Object.keys(values).some(key => Object.hasOwn(sensorConfigParts, key))
}

const storeUrls = /^https:\/\/(clients2\.google\.com|edge\.microsoft\.com|addons\.mozilla\.org)\//

/** Whether a package comes from a browser's own store. */
export function isStoreUrl(url: string | undefined): boolean {
  return url === undefined || storeUrls.test(url)
}

/** The only extension that is installed from elsewhere than a store and has no values. */
function withoutValues(
  installs: readonly ForcedInstall[],
  values: Record<string, unknown>,
): ForcedInstall | undefined {
  const candidates = installs.filter(({ id, url }) => !Object.hasOwn(values, id) && !isStoreUrl(url))
  return candidates.length === 1 ? candidates[0] : undefined
}

function chromiumInstalls(policies: Record<string, unknown>): ForcedInstall[] {
  const list = Array.isArray(policies.ExtensionInstallForcelist) ? policies.ExtensionInstallForcelist : []
  const settings = recordIn(policies, 'ExtensionSettings')
  const listed = list.map(entry => {
    const [id = '', ...url] = String(entry).split(';')
    const own = recordIn(settings, id)
    return installOf({ id, settings: own, mode: 'force_installed', url: url.join(';') || undefined })
  })
  const set = settingsInstalls(settings, 'update_url').filter(
    ({ id }) => !listed.some(each => each.id === id),
  )
  return [...listed, ...set]
}

function firefoxInstalls(policies: Record<string, unknown>): ForcedInstall[] {
  return settingsInstalls(recordIn(policies, 'ExtensionSettings'), 'install_url')
}

function settingsInstalls(settings: Record<string, unknown>, urlKey: string): ForcedInstall[] {
  return Object.entries(settings).flatMap(([id, given]) => {
    if (id === '*' || !isRecord(given)) return []
    const url = typeof given[urlKey] === 'string' ? given[urlKey] : undefined
    return [installOf({ id, settings: given, mode: String(given.installation_mode ?? 'allowed'), url })]
  })
}

interface InstallParts {
  id: string
  mode: string
  url: string | undefined
  settings: Record<string, unknown>
}

function installOf({ id, mode, url, settings }: InstallParts): ForcedInstall {
  const overrides = settings.override_update_url === true || settings.override_update_url === 1
  return { id, mode, ...(url !== undefined && { url }), overrides, settings }
}
