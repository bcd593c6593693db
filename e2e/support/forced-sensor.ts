import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { findBrowser } from '@weaklayer/demo'
import { extensionFiles } from '@weaklayer/extension/build'
import {
  makePackages,
  makeSigningKey,
  publishPackages,
  readSigningKey,
  type SigningKey,
} from '@weaklayer/policy'
import { type BrowserContext, chromium } from 'playwright'
import type { Laboratory } from './laboratory.ts'

/** A Chromium into which policy installs the packed sensor from the gateway, as an administrator does. */
export interface ForcedSensor {
  context: BrowserContext
  extensionId: string
  /** Publishes a later version; the browser finds it when it is told to look. */
  offer(version: string): Promise<void>
  close(): Promise<void>
}

export interface ForcedOptions {
  /** Its gateway is started, with updates. */
  lab: Laboratory
  developmentPolicy: object
  version: string
}

export async function openForcedSensor({
  lab,
  developmentPolicy,
  version,
}: ForcedOptions): Promise<ForcedSensor> {
  const key = readSigningKey(makeSigningKey(), 'test')
  const place = {
    directory: join(lab.directory, 'updates'),
    url: `http://127.0.0.1:${lab.gatewayPort}/updates`,
  }
  const offer = (next: string) => publish({ developmentPolicy, version: next }, key, place)
  await offer(version)
  await lab.startGateway(config => ({ ...config, updates: { directory: place.directory } }))
  const policy = {
    DeveloperToolsAvailability: 1,
    ExtensionSettings: {
      [key.extensionId]: { installation_mode: 'force_installed', update_url: `${place.url}/update.xml` },
    },
  }
  const context = await launch(lab.directory, { executable: await findBrowser('chromium'), policy })
  context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'))
  return { context, extensionId: key.extensionId, offer, close: () => context.close() }
}

/** What `weaklayer package --publish` does, of a build that has its policy inside. */
async function publish(
  { developmentPolicy, version }: { developmentPolicy: object; version: string },
  key: SigningKey,
  { directory, url }: { directory: string; url: string },
): Promise<void> {
  const build = { developmentPolicy, version, updateUrl: url }
  const packages = makePackages({
    chromium: await extensionFiles({ browser: 'chromium', ...build }),
    firefox: await extensionFiles({ browser: 'firefox', ...build }),
    key,
    updateUrl: url,
  })
  await publishPackages(packages, { directory, nowMs: Date.now() })
}

async function launch(
  directory: string,
  { executable, policy }: { executable: string; policy: object },
): Promise<BrowserContext> {
  const folder = join(directory, 'forced-policies')
  if (existsSync('/etc/chromium')) cpSync('/etc/chromium', folder, { recursive: true })
  mkdirSync(join(folder, 'policies/managed'), { recursive: true })
  writeFileSync(join(folder, 'policies/managed/weaklayer.json'), JSON.stringify(policy))
  return await chromium.launchPersistentContext(join(directory, 'forced-profile'), {
    executablePath: resolve('e2e/support/chromium-with-policy.sh'),
    headless: true,
    args: ['--no-sandbox'],
    // Both keep extensions from being installed by policy.
    ignoreDefaultArgs: ['--disable-background-networking', '--disable-extensions'],
    env: {
      ...(process.env as Record<string, string>),
      WEAKLAYER_POLICY_DIRECTORY: folder,
      WEAKLAYER_REAL_CHROMIUM: executable,
    },
  })
}
