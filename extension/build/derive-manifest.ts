/** The browsers that the sensor is built for. */
export type Browser = 'chromium' | 'firefox'

export interface ManifestChanges {
  /** Public key of an unpacked extension: gives it a fixed id in Chromium. */
  key?: string | undefined
  version?: string | undefined
  /** Folder of the update manifests, without a slash at the end. */
  updateUrl?: string | undefined
}

/** A browser's manifest, as JSON. */
export interface Manifest {
  manifest_version: number
  version: string
  background: { service_worker?: string; scripts?: string[] }
  storage?: { managed_schema: string }
  minimum_chrome_version?: string
  browser_specific_settings?: { gecko?: object }
  key?: string
  icons: Record<string, string>
  [name: string]: unknown
}

/** Takes from the one manifest what a browser does not know: both warn about the other's parts, or refuse them. */
export function deriveManifest(source: Manifest, browser: Browser, changes: ManifestChanges = {}): Manifest {
  const common = { ...source, version: changes.version ?? source.version }
  return browser === 'chromium' ? forChromium(common, changes) : forFirefox(common, changes)
}

function forChromium(source: Manifest, { key, updateUrl }: ManifestChanges): Manifest {
  const { browser_specific_settings: _, background, ...rest } = source
  const { scripts: __, ...worker } = background
  return {
    ...rest,
    background: worker,
    ...(key !== undefined && { key }),
    ...(updateUrl !== undefined && { update_url: `${updateUrl}/update.xml` }),
  }
}

/** Firefox takes managed storage from its policy without a schema, and runs an event page instead of a worker. */
function forFirefox(source: Manifest, { updateUrl }: ManifestChanges): Manifest {
  const { minimum_chrome_version: _, storage: __, background, ...rest } = source
  const { service_worker: ___, ...page } = background
  const derived = { ...rest, background: page }
  // Firefox refuses the whole manifest when its update address is not https.
  if (!updateUrl?.startsWith('https://')) return derived
  const { gecko } = source.browser_specific_settings ?? {}
  const settings = { gecko: { ...gecko, update_url: `${updateUrl}/updates.json` } }
  return { ...derived, browser_specific_settings: settings }
}
