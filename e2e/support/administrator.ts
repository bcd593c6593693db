import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { extensionFiles } from '@weaklayer/extension/build'
import {
  makePackages,
  makeSigningKey,
  publishPackages,
  readPolicyInput,
  readSigningKey,
  targets,
  writePolicyFiles,
} from '@weaklayer/policy'
import type { InstallKey } from '@weaklayer/wire'

/** What an administrator does with `weaklayer package` and `weaklayer policy`, for one place of updates. */
export interface Administrator {
  /** Ids of the published sensor. */
  ids: { version: string; chromium: string; firefox: string }
  updatesDirectory: string
  /** Packages a release build and publishes it. */
  publish(version: string): Promise<void>
  /** The file that `weaklayer policy` makes for a target. */
  policyFor(options: PolicyOptions): Promise<object>
}

interface PolicyOptions {
  target: 'chromium-linux' | 'firefox-linux'
  gatewayPort: number
  installKey: InstallKey
  /** @default 127.0.0.1 */
  gatewayHost?: string
  /** @default 'forced' */
  label?: string
  /** More of the sensor's configuration. @default none */
  settings?: object
}

const fileNames = { 'chromium-linux': 'weaklayer.json', 'firefox-linux': 'policies.json' }

export function createAdministrator(directory: string, updatesPort: number): Administrator {
  const key = readSigningKey(makeSigningKey(), 'test')
  const url = `http://127.0.0.1:${updatesPort}/updates`
  const updatesDirectory = join(directory, 'updates')
  const ids = { version: '0.1.0', chromium: key.extensionId, firefox: 'sensor@weaklayer.org' }
  return {
    ids,
    updatesDirectory,
    async publish(version) {
      const build = { version, updateUrl: url }
      const packages = makePackages({
        chromium: await extensionFiles({ browser: 'chromium', ...build }),
        firefox: await extensionFiles({ browser: 'firefox', ...build }),
        key,
        updateUrl: url,
      })
      await publishPackages(packages, { directory: updatesDirectory, nowMs: Date.now() })
    },
    async policyFor({ target, gatewayPort, installKey, ...more }) {
      const reading = readPolicyInput({
        gateway: `http://${more.gatewayHost ?? '127.0.0.1'}:${gatewayPort}`,
        updateUrl: url,
        label: more.label ?? 'forced',
        installKey,
        ids,
        settings: { flushIntervalMs: 500, ...more.settings },
        profile: 'full',
        fill: [],
        files: { installKey: 'key', ids: 'ids.json', settings: 'settings' },
      })
      if (reading.status === 'invalid') throw new Error(JSON.stringify(reading.problems))
      const out = join(directory, 'policies')
      const wanted = targets.filter(({ name }) => name === target)
      await writePolicyFiles({ directory: out, model: reading.model, targets: wanted })
      return JSON.parse(readFileSync(join(out, target, fileNames[target]), 'utf8'))
    },
  }
}
