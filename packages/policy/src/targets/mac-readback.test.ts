import fc from 'fast-check'
import { parse } from 'plist'
import { expect, test } from 'vitest'
import { fileText, hostileModel } from '../testing/hostile-model.ts'
import { sampleModel } from '../testing/sample-input.ts'
import { chrome, edge, extensionSettings, hardeningPolicies } from './chromium-brand.ts'
import { chromiumMacos } from './chromium-macos.ts'
import { firefoxMacos } from './firefox-macos.ts'
import { firefoxPolicies } from './firefox-policies.ts'

/** Read back by the plist package, which knows nothing of our writer. */
interface Payload {
  [key: string]: unknown
  PayloadType: string
  PayloadUUID: string
  PayloadIdentifier: string
}
type Profile = Payload & { PayloadContent: Payload[] }

const read = (text: string) => parse(text) as unknown as Profile

/** The preferences of a domain, without what describes the payload. */
function preferences(profile: Profile, domain: string): Record<string, unknown> {
  const payload = profile.PayloadContent.filter(one => one.PayloadType === domain)
  expect(payload).toHaveLength(1)
  return Object.fromEntries(Object.entries(payload[0] ?? {}).filter(([key]) => !key.startsWith('Payload')))
}

test.each([chrome, edge])('$title gets the same values by a profile, whatever they are', brand => {
  const target = chromiumMacos(brand)
  fc.assert(
    fc.property(hostileModel, model => {
      const profile = read(fileText(target, 'weaklayer.mobileconfig', model))
      expect(preferences(profile, `${brand.macDomain}.extensions.${model.ids.chromium}`)).toEqual(
        model.managed,
      )
      const { ExtensionSettings } = preferences(profile, brand.macDomain)
      expect(ExtensionSettings).toEqual(extensionSettings(brand, model))
    }),
  )
})

test('Firefox gets the same values by a profile, whatever they are', () => {
  fc.assert(
    fc.property(hostileModel, model => {
      const profile = read(fileText(firefoxMacos, 'weaklayer.mobileconfig', model))
      const expected = { EnterprisePoliciesEnabled: true, ...firefoxPolicies(model) }
      expect(preferences(profile, 'org.mozilla.firefox')).toEqual(expected)
    }),
  )
})

test('whole numbers that the browser can hold are integers, longer ones are real', () => {
  const text = fileText(
    chromiumMacos(chrome),
    'weaklayer.mobileconfig',
    sampleModel({ settings: { flushIntervalMs: 5000, incognito: true } }),
  )
  expect(text).toMatch(/<key>flushIntervalMs<\/key>\s*<integer>5000<\/integer>/)
  expect(text).toMatch(/<key>incognito<\/key>\s*<true\/>/)
})

test('every payload has what a profile needs, with UUIDs of its own that stay', () => {
  const model = sampleModel()
  const profiles = [chromiumMacos(chrome), chromiumMacos(edge), firefoxMacos].flatMap(target =>
    target
      .files(model)
      .filter(file => file.path.endsWith('.mobileconfig'))
      .map(file => ({ path: `${target.name}/${file.path}`, profile: read(file.text) })),
  )
  expect(profiles).toHaveLength(12)
  const uuids = new Map<string, string>()
  for (const { profile } of profiles) {
    expect(profile).toMatchObject({ PayloadType: 'Configuration', PayloadScope: 'System', PayloadVersion: 1 })
    for (const payload of [profile, ...profile.PayloadContent]) {
      expect(payload.PayloadUUID).toMatch(
        /^[0-9A-F]{8}-[0-9A-F]{4}-8[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/,
      )
      expect(payload).toMatchObject({ PayloadVersion: 1, PayloadEnabled: true })
      uuids.set(payload.PayloadIdentifier, payload.PayloadUUID)
    }
  }
  expect(new Set(uuids.values()).size).toBe(uuids.size)
})

test('Jamf and Intune fill in their own variables', () => {
  const model = sampleModel({ settings: {} })
  const filled = (path: string) => {
    const profile = read(fileText(chromiumMacos(chrome), path, model))
    const { device, user } = preferences(profile, `com.google.Chrome.extensions.${model.ids.chromium}`)
    return [device, user]
  }
  expect(filled('weaklayer-jamf.mobileconfig')).toEqual(['$SERIALNUMBER', '$USERNAME'])
  expect(filled('weaklayer-intune.mobileconfig')).toEqual(['{{serialnumber}}', '{{userprincipalname}}'])
  expect(filled('weaklayer.mobileconfig')).toEqual([undefined, undefined])
})

test('the hardening is a profile of its own', () => {
  const model = sampleModel()
  const profile = read(fileText(chromiumMacos(edge), 'weaklayer-hardening.mobileconfig', model))
  expect(preferences(profile, 'com.microsoft.Edge')).toEqual(hardeningPolicies(edge, model))
})
