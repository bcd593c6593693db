import { execFile } from 'node:child_process'
import { createHash, createPublicKey } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { findBrowser } from '@weaklayer/demo'
import { buildExtension } from '@weaklayer/extension/build'
import { type BrowserContext, chromium } from 'playwright'

/** A Chromium into which policy installs the packed sensor from a server of ours, as an administrator does. */
export interface ForcedSensor {
  context: BrowserContext
  extensionId: string
  /** Offers a later version; the browser finds it when it is told to look. */
  offer(version: string): Promise<void>
  close(): Promise<void>
}

export interface ForcedOptions {
  directory: string
  developmentPolicy: object
  version: string
}

export async function openForcedSensor(options: ForcedOptions): Promise<ForcedSensor> {
  const executable = await findBrowser('chromium')
  const packer = { ...options, executable }
  await pack(packer, options.version)
  const extensionId = idOf(join(options.directory, 'sensor.pem'))
  const server = await startUpdateServer(options, extensionId)
  const policy = {
    DeveloperToolsAvailability: 1,
    ExtensionSettings: {
      [extensionId]: {
        installation_mode: 'force_installed',
        update_url: `${server.url}/update.xml`,
        override_update_url: true,
      },
    },
  }
  const context = await launch(options.directory, { executable, policy })
  context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'))
  return {
    context,
    extensionId,
    async offer(version) {
      await pack(packer, version)
      server.version = version
    },
    async close() {
      await context.close()
      server.close()
    },
  }
}

/** Builds and packs a version; the key is made with the first one and gives all of them one id. */
async function pack(
  { directory, executable, developmentPolicy }: ForcedOptions & { executable: string },
  version: string,
): Promise<void> {
  const built = join(directory, `sensor-${version}`)
  await buildExtension({ browser: 'chromium', outDirectory: built, developmentPolicy, version })
  const key = join(directory, 'sensor.pem')
  const profile = `--user-data-dir=${join(directory, 'packer')}`
  const known = existsSync(key) ? [`--pack-extension-key=${key}`] : []
  await promisify(execFile)(executable, [
    '--no-sandbox',
    '--headless=new',
    profile,
    `--pack-extension=${built}`,
    ...known,
  ])
  if (known.length === 0) cpSync(`${built}.pem`, key)
}

/** An extension's id: the first half of the hash of its public key, in letters from a to p. */
function idOf(keyFile: string): string {
  const der = createPublicKey(readFileSync(keyFile)).export({ type: 'spki', format: 'der' })
  const hash = createHash('sha256').update(der).digest('hex').slice(0, 32)
  return hash.replace(/./g, digit => String.fromCharCode(97 + Number.parseInt(digit, 16)))
}

async function startUpdateServer({ directory, version }: ForcedOptions, extensionId: string) {
  const state = { version, url: '', close: () => void server.close() }
  const server = createServer((request, answer) => {
    if (request.url?.startsWith('/update.xml')) {
      answer.setHeader('content-type', 'application/xml')
      answer.end(`<?xml version="1.0"?><gupdate xmlns="http://www.google.com/update2/response" protocol="2.0">
<app appid="${extensionId}"><updatecheck codebase="${state.url}/${state.version}.crx" version="${state.version}"/></app>
</gupdate>`)
      return
    }
    const packed = /^\/([\d.]+)\.crx/.exec(request.url ?? '')?.[1]
    answer.setHeader('content-type', 'application/x-chrome-extension')
    answer.end(readFileSync(join(directory, `sensor-${packed}.crx`)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return state
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
