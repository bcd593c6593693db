import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { findBrowser } from '@weaklayer/demo'
import { buildExtension } from '@weaklayer/extension/build'
import { browserKind } from './browser-kind.ts'
import type { TestCertificates } from './certificates.ts'
import { type LabBrowser, launchLabBrowser, launchLabFirefox } from './lab-browser.ts'
import { testExtensionId, testManifestKey } from './test-identity.ts'

export interface BrowserOptions {
  profile?: string
  policy?: object | undefined
  /** Values that the system's policy gives the sensor of this browser alone. */
  managed?: object
  /** Whose authority the system's policy makes this browser alone trust. */
  trusted?: TestCertificates
  /** Build without development policy. */
  release?: boolean
  /** A permission that the manifest of this browser's build lacks. */
  without?: string
}

/** Opens the browser that the running test is for, on a profile in a directory. */
export async function openBrowser(directory: string, options: BrowserOptions): Promise<LabBrowser> {
  const profile = options.profile ?? 'profile'
  const { directory: extensionDirectory } = await buildExtension({
    browser: browserKind(),
    outDirectory: join(directory, `extension-${profile}`),
    key: testManifestKey,
    ...(options.policy ? { developmentPolicy: options.policy } : {}),
  })
  if (options.without !== undefined) removePermission(extensionDirectory, options.without)
  const place = { extensionDirectory, profileDirectory: join(directory, `browser-${profile}`) }
  return browserKind() === 'firefox'
    ? await launchLabFirefox({
        ...place,
        executable: await findBrowser('firefox'),
        managed: options.managed,
        authorities: options.trusted ? [options.trusted.authorityFile] : [],
      })
    : await openChromium(directory, place, options)
}

function removePermission(extensionDirectory: string, permission: string): void {
  const file = join(extensionDirectory, 'manifest.json')
  const manifest = JSON.parse(readFileSync(file, 'utf8'))
  const others = (names: string[]) => names.filter(name => name !== permission)
  const permissions = others(manifest.permissions)
  writeFileSync(
    file,
    JSON.stringify({ ...manifest, permissions, host_permissions: others(manifest.host_permissions) }),
  )
}

/** A sensor that lacks a permission may never become ready. */
const waiting = ({ without }: BrowserOptions) => (without === undefined ? {} : { timeoutMs: 10_000 })

interface Place {
  extensionDirectory: string
  profileDirectory: string
}

/** Fixed manifest key of test builds: the id is the same in every folder. */
async function openChromium(directory: string, place: Place, options: BrowserOptions): Promise<LabBrowser> {
  const executable = await findBrowser('chromium')
  if (!options.managed && !options.trusted)
    return await launchLabBrowser({ ...place, ...waiting(options), executable, headless: true })
  const folder = join(directory, 'chromium-policies')
  if (existsSync('/etc/chromium')) cpSync('/etc/chromium', folder, { recursive: true })
  mkdirSync(join(folder, 'policies/managed'), { recursive: true })
  writeFileSync(join(folder, 'policies/managed/weaklayer.json'), JSON.stringify(chromiumPolicies(options)))
  return await launchLabBrowser({
    ...place,
    executable: resolve('e2e/support/chromium-with-policy.sh'),
    headless: true,
    environment: {
      ...stringsOf(process.env),
      WEAKLAYER_POLICY_DIRECTORY: folder,
      WEAKLAYER_REAL_CHROMIUM: executable,
    },
  })
}

function chromiumPolicies({ managed, trusted }: BrowserOptions): object {
  return {
    ...(managed ? { '3rdparty': { extensions: { [testExtensionId]: managed } } } : {}),
    ...(trusted ? { CACertificates: [trusted.authority] } : {}),
  }
}

function stringsOf(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  )
}
