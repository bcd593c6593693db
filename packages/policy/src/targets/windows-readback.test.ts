import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PolicyModel } from '../model/policy-model.ts'
import { hostileModel } from '../testing/hostile-model.ts'
import { readAsChromium } from '../testing/read-as-chromium.ts'
import { openRegistryReader } from '../testing/registry-reader.ts'
import { sampleModel } from '../testing/sample-input.ts'
import { chrome, edge, hardeningPolicies } from './chromium-brand.ts'
import { chromiumWindows } from './chromium-windows.ts'
import { firefoxGpo } from './firefox-gpo.ts'
import { firefoxExtensionSettings, firefoxHardening } from './firefox-policies.ts'
import type { Target } from './target.ts'

let reader: ReturnType<typeof openRegistryReader>

beforeAll(() => {
  reader = openRegistryReader()
})
afterAll(() => reader.close())

async function read(target: Target, path: string, model: PolicyModel) {
  const file = target.files(model).find(one => one.path === path)
  if (file === undefined) throw new Error(`there is no file ${path}`)
  expect(file.text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
  return await reader.read(file)
}

const machine = (key: string) => `HKEY_LOCAL_MACHINE\\${key}`

test.each([chrome, edge])('$title gets the same values by the registry, whatever they are', async brand => {
  await fc.assert(
    fc.asyncProperty(hostileModel, async model => {
      const { keys, removed } = await read(chromiumWindows(brand), 'weaklayer.reg', model)
      const own = machine(`${brand.registryKey}\\3rdparty\\extensions\\${model.ids.chromium}\\policy`)
      expect(readAsChromium(keys, own)).toEqual(model.managed)
      expect(removed).toContain(own)
    }),
  )
})

test('Chrome installs the sensor by force from the update URL', async () => {
  const { keys } = await read(chromiumWindows(chrome), 'weaklayer.reg', sampleModel())
  const key = machine(`Software\\Policies\\Google\\Chrome\\ExtensionSettings\\${sampleModel().ids.chromium}`)
  expect(keys[key]).toEqual({
    installation_mode: 'force_installed',
    update_url: 'https://gateway.example.com/updates/update.xml',
    override_update_url: 1,
    toolbar_pin: 'force_pinned',
  })
  expect(keys[`${key}\\runtime_allowed_hosts`]).toEqual({ 1: 'https://gateway.example.com' })
})

test.each([chrome, edge])('the hardening of $title is in the registry, and can go again', async brand => {
  const model = sampleModel({ settings: {} })
  const { hardening, registryKey } = brand
  const { keys } = await read(chromiumWindows(brand), 'weaklayer-hardening.reg', model)
  const { [hardening.mandatory]: mandatory, ...single } = hardeningPolicies(brand, model)
  const asNumbers = Object.entries(single).map(([name, value]) => [name, Number(value)])
  expect(keys[machine(registryKey)]).toEqual(Object.fromEntries(asNumbers))
  expect(Object.values(keys[machine(`${registryKey}\\${hardening.mandatory}`)] ?? {})).toEqual(mandatory)
  const { cleared } = await read(chromiumWindows(brand), 'weaklayer-hardening-remove.reg', model)
  const set = Object.entries(keys).flatMap(([key, values]) => Object.keys(values).map(name => [key, name]))
  expect(cleared.map(String).sort()).toEqual(set.map(String).sort())
})

test('what is set for Chrome is removed again, key by key', async () => {
  const { keys, removed } = await read(chromiumWindows(chrome), 'weaklayer.reg', sampleModel())
  const remove = await read(chromiumWindows(chrome), 'weaklayer-remove.reg', sampleModel())
  expect(remove.removed).toEqual(removed)
  for (const key of Object.keys(keys)) expect(remove.removed.some(one => key.startsWith(one))).toBe(true)
})

test('Firefox gets the same values as JSON, whatever they are', async () => {
  const policies = machine('Software\\Policies\\Mozilla\\Firefox')
  await fc.assert(
    fc.asyncProperty(hostileModel, async model => {
      const { keys } = await read(firefoxGpo, 'weaklayer.reg', model)
      const jsonAt = (key: string, name: string) => JSON.parse([keys[key]?.[name]].flat().join('\n'))
      expect(jsonAt(`${policies}\\3rdparty\\Extensions`, model.ids.firefox)).toEqual(model.managed)
      expect(jsonAt(policies, 'ExtensionSettings')).toEqual(firefoxExtensionSettings(model))
      expect(keys[`${policies}\\LocalNetworkAccess\\SkipDomains`]).toEqual({ 1: model.gateway.hostname })
    }),
  )
})

test('the hardening of Firefox is in the registry', async () => {
  const model = sampleModel()
  const { keys } = await read(firefoxGpo, 'weaklayer-hardening.reg', model)
  const expected = Object.entries(firefoxHardening(model)).map(([name, value]) => [name, Number(value)])
  expect(keys[machine('Software\\Policies\\Mozilla\\Firefox')]).toEqual(Object.fromEntries(expected))
})
