import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonObject } from '../json.ts'
import { fileText, hostileModel } from '../testing/hostile-model.ts'
import { sampleModel } from '../testing/sample-input.ts'
import { all, attribute, readXml } from '../testing/xml-reader.ts'
import { chrome, chromium, edge, hardeningPolicies } from './chromium-brand.ts'
import { chromiumLinux } from './chromium-linux.ts'
import { firefoxLinux } from './firefox-linux.ts'
import { firefoxHardening } from './firefox-policies.ts'
import { firefoxWindows } from './firefox-windows.ts'
import { googleAdmin } from './google-admin.ts'
import { intuneChromium } from './intune-chromium.ts'
import { intuneFirefox } from './intune-firefox.ts'

test.each([chromium, chrome, edge])('$title on Linux gets the same values, whatever they are', brand => {
  fc.assert(
    fc.property(hostileModel, model => {
      const policy = JSON.parse(fileText(chromiumLinux(brand), 'weaklayer.json', model))
      expect(policy['3rdparty']).toEqual({ extensions: { [model.ids.chromium]: model.managed } })
      expect(policy.ExtensionSettings[model.ids.chromium]).toMatchObject({
        installation_mode: 'force_installed',
      })
    }),
  )
})

test('private windows stay shut unless they are recorded', () => {
  for (const [incognito, availability] of [
    [true, 0],
    [false, 1],
  ] as const) {
    const model = sampleModel({ settings: { incognito } })
    expect(hardeningPolicies(edge, model)).toMatchObject({
      InPrivateModeAvailability: availability,
      MandatoryExtensionsForInPrivateNavigation: [model.ids.chromium],
    })
    expect(firefoxHardening(model)).toMatchObject({ PrivateBrowsingModeAvailability: availability })
  }
})

test("Google's console gets each key wrapped once, and nothing below", () => {
  fc.assert(
    fc.property(hostileModel, model => {
      const wrapped = JSON.parse(fileText(googleAdmin, 'policy-for-extensions.json', model)) as Record<
        string,
        JsonObject
      >
      for (const one of Object.values(wrapped)) expect(Object.keys(one)).toEqual(['Value'])
      const unwrapped = Object.entries(wrapped).map(([key, one]) => [key, one.Value])
      expect(Object.fromEntries(unwrapped)).toEqual(model.managed)
    }),
  )
})

test.each([firefoxLinux, firefoxWindows])('$title gets the same values, also hardened', target => {
  fc.assert(
    fc.property(hostileModel, model => {
      const { policies } = JSON.parse(fileText(target, 'policies.json', model))
      expect(policies['3rdparty']).toEqual({ Extensions: { [model.ids.firefox]: model.managed } })
      expect(policies.LocalNetworkAccess).toEqual({ SkipDomains: ['gateway.example.com'] })
      expect(policies.ExtensionSettings[model.ids.firefox]).toMatchObject({
        install_url: 'https://gateway.example.com/updates/weaklayer-1.2.0.xpi',
        private_browsing: model.managed.incognito === true,
      })
      const hardened = JSON.parse(fileText(target, 'policies-hardened.json', model)).policies
      expect(hardened).toEqual({ ...policies, ...firefoxHardening(model) })
    }),
  )
})

test.each([
  [intuneChromium(chrome), 'chromeintunev1~policy~googlechrome~extensions_extensioninstallforcelist'],
  [intuneChromium(edge), 'microsoft_edge~policy~microsoft_edge~extensions_extensioninstallforcelist'],
])('the settings catalog of $name holds id and update URL in the list of its setting', (target, setting) => {
  const id = `device_vendor_msft_policy_config_${setting}`
  const catalog = JSON.parse(fileText(target, 'settings-catalog.json', sampleModel()))
  expect(catalog).toMatchObject({ platforms: 'windows10', technologies: 'mdm' })
  const [{ settingInstance }] = catalog.settings
  expect(settingInstance).toMatchObject({ settingDefinitionId: id, choiceSettingValue: { value: `${id}_1` } })
  const [list] = settingInstance.choiceSettingValue.children
  expect(list.settingDefinitionId).toBe(`${id}_extensioninstallforcelistdesc`)
  expect(list.simpleSettingCollectionValue.map((one: { value: string }) => one.value)).toEqual([
    'abcdefghijklmnopabcdefghijklmnop;https://gateway.example.com/updates/update.xml',
  ])
})

test('the custom configuration ingests the template, then sets its policies, whatever their values are', () => {
  fc.assert(
    fc.property(hostileModel, model => {
      const { omaSettings } = JSON.parse(fileText(intuneFirefox, 'custom-configuration.json', model))
      const [template, ...policies] = omaSettings as { omaUri: string; value: string }[]
      const admx = readXml(template?.value ?? '')
      const values = policies.map(({ omaUri, value }) => {
        const policy = all(admx, 'policy').find(one => attribute(one, 'name') === omaUri.split('/').at(-1))
        const [data] = all(readXml(`<value>${value}</value>`), 'data')
        if (policy === undefined || data === undefined)
          throw new Error(`${omaUri} is no policy of the template`)
        const [field] = all(policy, 'multiText')
        expect(attribute(data, 'id')).toBe(field === undefined ? undefined : attribute(field, 'id'))
        return JSON.parse(attribute(data, 'value'))
      })
      expect(values).toEqual([{ [model.ids.firefox]: expect.anything() }, model.managed])
    }),
  )
})
