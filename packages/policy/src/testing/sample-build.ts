import type { ExtensionBuild, Packages, PackagesInput } from '../package/make-packages.ts'
import { makePackages } from '../package/make-packages.ts'
import { makeSigningKey, readSigningKey, type SigningKey } from '../package/signing-key.ts'

export const sampleUrl = 'https://gateway.example.com/updates'

/** One key for all tests of a file: making one takes a while. */
export const sampleKey: SigningKey = readSigningKey(makeSigningKey(), 'sample')

export function sampleBuild(browser: 'chromium' | 'firefox', version = '1.2.3'): ExtensionBuild {
  const gecko = { id: 'sensor@weaklayer.org', strict_min_version: '140.0' }
  const manifest =
    browser === 'chromium'
      ? { version, minimum_chrome_version: '120', update_url: `${sampleUrl}/update.xml` }
      : { version, browser_specific_settings: { gecko } }
  return {
    files: new Map([
      ['worker.js', Buffer.from(`console.log('${version}')`.repeat(100))],
      ['manifest.json', Buffer.from(JSON.stringify(manifest))],
      ['icons/icon.png', Buffer.from([0x89, 0x50, 0x4e, 0x47])],
    ]),
    bundledPackages: [
      { name: '@noble/hashes', version: '2.4.0', license: 'MIT' },
      { name: 'webextension-polyfill', version: '0.12.0', license: 'MPL-2.0', description: 'Promises' },
      { name: 'two-licences', version: '1.0.0', license: '(MIT OR Apache-2.0)' },
    ],
  }
}

export function samplePackages(version = '1.2.3', changes: Partial<PackagesInput> = {}): Packages {
  return makePackages({
    chromium: sampleBuild('chromium', version),
    firefox: sampleBuild('firefox', version),
    key: sampleKey,
    updateUrl: sampleUrl,
    ...changes,
  })
}
