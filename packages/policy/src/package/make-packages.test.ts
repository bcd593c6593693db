import { Version } from '@cyclonedx/cyclonedx-library/Spec'
import { JsonStrictValidator } from '@cyclonedx/cyclonedx-library/Validation'
import { unzipSync, zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { sampleBuild, sampleKey, samplePackages, sampleUrl } from '../testing/sample-build.ts'
import { sha256Of } from './make-packages.ts'
import { readUpdatesJson, readUpdateXml } from './update-manifests.ts'

const textOf = (name: string, packages = samplePackages()) =>
  Buffer.from(packages.files.get(name) ?? []).toString()
const bytesOf = (name: string, packages = samplePackages()) => packages.files.get(name) ?? new Uint8Array()

test('there is everything that an administrator needs, and ids.json names the ids', () => {
  expect([...samplePackages().files.keys()]).toEqual([
    'weaklayer-1.2.3.crx',
    'weaklayer-1.2.3.xpi',
    'weaklayer-1.2.3-store.zip',
    'weaklayer-1.2.3.cdx.json',
    'ids.json',
    'update.xml',
    'updates.json',
    'SHA256SUMS',
  ])
  expect(JSON.parse(textOf('ids.json'))).toEqual({
    version: '1.2.3',
    chromium: sampleKey.extensionId,
    firefox: 'sensor@weaklayer.org',
  })
})

test('the update manifests name the packages with their hashes', () => {
  expect(readUpdateXml(textOf('update.xml'))).toEqual({
    id: sampleKey.extensionId,
    version: '1.2.3',
    url: `${sampleUrl}/weaklayer-1.2.3.crx`,
    sha256: sha256Of(bytesOf('weaklayer-1.2.3.crx')),
  })
  expect(readUpdatesJson(textOf('updates.json'))).toEqual({
    id: 'sensor@weaklayer.org',
    version: '1.2.3',
    url: `${sampleUrl}/weaklayer-1.2.3.xpi`,
    sha256: sha256Of(bytesOf('weaklayer-1.2.3.xpi')),
  })
})

test('without a key there is no CRX and nothing for Chromium to update from, and it says why', () => {
  const packages = samplePackages('1.2.3', { key: undefined })
  expect([...packages.files.keys()]).toEqual([
    'weaklayer-1.2.3.xpi',
    'weaklayer-1.2.3-store.zip',
    'weaklayer-1.2.3.cdx.json',
    'ids.json',
    'updates.json',
    'SHA256SUMS',
  ])
  expect(packages.ids).not.toHaveProperty('chromium')
  expect(packages.notes.join('\n')).toMatch(/^No CRX.*--key FILE/m)
})

test('without an update address there are no update manifests, and it says why', () => {
  const packages = samplePackages('1.2.3', { updateUrl: undefined })
  expect([...packages.files.keys()].filter(name => name.startsWith('update'))).toEqual([])
  expect(packages.notes.join('\n')).toMatch(/^No update.xml.*--update-url/m)
})

test('the zip for stores has no update address; the CRX has', () => {
  const store = unzipSync(bytesOf('weaklayer-1.2.3-store.zip'))
  expect(JSON.parse(Buffer.from(store['manifest.json'] ?? []).toString())).toEqual({
    version: '1.2.3',
    minimum_chrome_version: '120',
  })
  const crx = bytesOf('weaklayer-1.2.3.crx')
  const zip = crx.subarray(12 + Buffer.from(crx).readUInt32LE(8))
  expect(Buffer.from(unzipSync(zip)['manifest.json'] ?? []).toString()).toContain(`${sampleUrl}/update.xml`)
})

test('the bill of materials is valid CycloneDX and names each bundled package once', async () => {
  const sbom = textOf('weaklayer-1.2.3.cdx.json')
  const validator = new JsonStrictValidator(Version.v1dot6)
  expect(await validator.validate(sbom)).toBeNull()
  expect(await validator.validate(sbom.replace('"library"', '"librarian"'))).not.toBeNull()
  const { components, metadata } = JSON.parse(sbom) as {
    components: { purl: string; licenses: object[] }[]
    metadata: { component: { components: object[] } }
  }
  expect(components.map(({ purl }) => purl)).toEqual([
    'pkg:npm/%40noble/hashes@2.4.0',
    'pkg:npm/two-licences@1.0.0',
    'pkg:npm/webextension-polyfill@0.12.0',
  ])
  expect(components[1]?.licenses).toEqual([{ expression: '(MIT OR Apache-2.0)' }])
  expect(metadata.component.components).toContainEqual(
    expect.objectContaining({
      name: 'weaklayer-1.2.3.crx',
      hashes: [{ alg: 'SHA-256', content: sha256Of(bytesOf('weaklayer-1.2.3.crx')) }],
    }),
  )
})

const signed = (changes: Record<string, Uint8Array>) =>
  zipSync({ ...Object.fromEntries(sampleBuild('firefox').files), ...changes })
const signature = {
  'META-INF/mozilla.rsa': Buffer.from('signature'),
  'META-INF/manifest.mf': Buffer.from(''),
}

test('the XPI that Mozilla signed takes the place of the one that was built', () => {
  const xpi = signed(signature)
  const packages = samplePackages('1.2.3', { signedXpi: xpi })
  expect(packages.files.get('weaklayer-1.2.3.xpi')).toBe(xpi)
  expect(readUpdatesJson(textOf('updates.json', packages))?.sha256).toBe(sha256Of(xpi))
  expect(packages.notes).toEqual([])
})

test.each([
  ['is not signed', signed({}), 'carries no signature'],
  ['has another file', signed({ ...signature, 'worker.js': Buffer.from('evil()') }), 'its file worker.js'],
  ['has a file more', signed({ ...signature, 'more.js': Buffer.from('evil()') }), 'its file more.js'],
  [
    'is of another version',
    zipSync({ ...Object.fromEntries(sampleBuild('firefox', '9').files), ...signature }),
    'manifest.json',
  ],
  ['lacks a file', zipSync(signature), 'its file icons/icon.png'],
  ['is no zip', Buffer.from('<!doctype html>'), 'no zip file'],
])('a signed XPI that %s is refused', (_what, signedXpi, message) => {
  expect(() => samplePackages('1.2.3', { signedXpi })).toThrow(
    expect.objectContaining({ code: 'SIGNED_XPI_WRONG', message: expect.stringContaining(message) }),
  )
})
