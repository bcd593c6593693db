import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { deriveManifest, type Manifest } from './derive-manifest.ts'

const source = JSON.parse(readFileSync(new URL('../../manifest.json', import.meta.url), 'utf8')) as Manifest

test('the one manifest has both kinds of background and the version of the package', () => {
  const { version } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  ) as Manifest

  expect(source.manifest_version).toBe(3)
  expect(source.background).toEqual({ service_worker: 'worker.js', scripts: ['worker.js'] })
  expect(source.version).toBe(version)
})

test('Chromium gets a service worker and the managed schema, and nothing of Firefox', () => {
  const manifest = deriveManifest(source, 'chromium')

  expect(manifest.background).toEqual({ service_worker: 'worker.js' })
  expect(manifest.storage).toEqual({ managed_schema: 'managed-schema.json' })
  expect(manifest).not.toHaveProperty('browser_specific_settings')
})

test('Firefox gets an event page and its id, and nothing of Chromium', () => {
  const manifest = deriveManifest(source, 'firefox', { key: 'MIIB' })

  expect(manifest.background).toEqual({ scripts: ['worker.js'] })
  expect(manifest.browser_specific_settings).toMatchObject({ gecko: { strict_min_version: '140.0' } })
  for (const name of ['storage', 'minimum_chrome_version', 'key']) expect(manifest).not.toHaveProperty(name)
})

test('a key and another version go into the manifest of Chromium', () => {
  expect(deriveManifest(source, 'chromium', { key: 'MIIB', version: '2.3.4' })).toMatchObject({
    key: 'MIIB',
    version: '2.3.4',
  })
})

test.each([
  ['https://gateway.example.com/updates', 'https://gateway.example.com/updates/updates.json'],
  ['http://gateway.example.com/updates', undefined],
  [undefined, undefined],
])('with updates at %s, Firefox asks at %s', (updateUrl, asksAt) => {
  const chromium = deriveManifest(source, 'chromium', { updateUrl })
  const firefox = deriveManifest(source, 'firefox', { updateUrl })

  expect(chromium.update_url).toBe(updateUrl && `${updateUrl}/update.xml`)
  expect(firefox.browser_specific_settings?.gecko).toEqual({
    ...source.browser_specific_settings?.gecko,
    ...(asksAt && { update_url: asksAt }),
  })
})

test.each(['chromium', 'firefox'] as const)('pages reach nothing of the sensor in %s', browser => {
  const manifest = deriveManifest(source, browser)

  expect(manifest).not.toHaveProperty('web_accessible_resources')
  expect(manifest).not.toHaveProperty('externally_connectable')
  expect(manifest.content_security_policy).toEqual({
    extension_pages: "script-src 'self'; object-src 'self'",
  })
})
