import { admlText, admxText } from '../formats/admx.ts'
import { sensorPolicies } from '../formats/admx-model.ts'
import type { ScriptContent } from '../formats/powershell.ts'
import { membersOf, type RegistryValue } from '../formats/registry.ts'
import type { PolicyFile, PolicyModel } from '../model/policy-model.ts'
import { type ChromiumBrand, extensionSettings, hardeningPolicies } from './chromium-brand.ts'

/** Where the sensor's managed values stand. */
export function managedKey({ registryKey }: ChromiumBrand, { ids }: PolicyModel): string {
  return `${registryKey}\\3rdparty\\extensions\\${ids.chromium}\\policy`
}

/** The keys that belong to the sensor alone. */
export function ownKeys(brand: ChromiumBrand, model: PolicyModel): string[] {
  return [`${brand.registryKey}\\ExtensionSettings\\${model.ids.chromium}`, managedKey(brand, model)]
}

export function sensorValues(brand: ChromiumBrand, model: PolicyModel): RegistryValue[] {
  return [
    ...membersOf(`${brand.registryKey}\\ExtensionSettings`, extensionSettings(brand, model)),
    ...membersOf(managedKey(brand, model), model.managed),
  ]
}

/** Other policies may have entries 1, 2, 3 in the same list, and the same number would replace theirs. */
const ownListEntry = '8841'

export function hardeningValues(brand: ChromiumBrand, model: PolicyModel): RegistryValue[] {
  const { [brand.hardening.mandatory]: _, ...single } = hardeningPolicies(brand, model)
  const mandatory = membersOf(`${brand.registryKey}\\${brand.hardening.mandatory}`, {
    [ownListEntry]: model.ids.chromium,
  })
  return [...membersOf(brand.registryKey, single), ...mandatory]
}

export function sensorScript(brand: ChromiumBrand, model: PolicyModel): ScriptContent {
  const key = managedKey(brand, model)
  return {
    values: sensorValues(brand, model),
    ownKeys: ownKeys(brand, model),
    fill: model.fill.map(fill => ({ fill, key, name: fill, as: 'value' as const })),
  }
}

/** ADMX and ADML for this extension id; the fields show what is not secret. */
export function templateFiles(brand: ChromiumBrand, model: PolicyModel): PolicyFile[] {
  const { installKey: _, ...presets } = model.managed
  const template = {
    name: brand.name,
    title: `Weaklayer sensor in ${brand.title}`,
    policies: sensorPolicies(managedKey(brand, model), presets),
  }
  return [
    { path: `weaklayer-${brand.name}.admx`, text: admxText(template), secret: false },
    { path: `en-US/weaklayer-${brand.name}.adml`, text: admlText(template), secret: false },
  ]
}
