import { admlText, admxText } from '../formats/admx.ts'
import type { AdmxPolicy } from '../formats/admx-model.ts'
import type { ScriptContent } from '../formats/powershell.ts'
import { jsonValue, membersOf, type RegistryValue, registryValues } from '../formats/registry.ts'
import type { PolicyFile, PolicyModel } from '../model/policy-model.ts'
import { firefoxExtensionSettings, firefoxHardening } from './firefox-policies.ts'

const registryKey = 'Software\\Policies\\Mozilla\\Firefox'
export const sensorKey = `${registryKey}\\3rdparty\\Extensions`
const skipKey = `${registryKey}\\LocalNetworkAccess\\SkipDomains`

/** Firefox has no schema of the values: as JSON they keep their types, as DWORD true would arrive as 1. */
export function firefoxValues(model: PolicyModel): RegistryValue[] {
  return [
    jsonValue(registryKey, 'ExtensionSettings', firefoxExtensionSettings(model)),
    jsonValue(sensorKey, model.ids.firefox, model.managed),
    ...registryValues(skipKey, '1', model.gateway.hostname),
  ]
}

export function firefoxHardeningValues(model: PolicyModel): RegistryValue[] {
  return membersOf(registryKey, firefoxHardening(model))
}

export function firefoxScript(model: PolicyModel): ScriptContent {
  const place = { key: sensorKey, name: model.ids.firefox, as: 'member' } as const
  return { values: firefoxValues(model), ownKeys: [], fill: model.fill.map(fill => ({ fill, ...place })) }
}

/** ADMX and ADML: two policies, each with one text of JSON. */
export function firefoxTemplate(model: PolicyModel): { admx: string; adml: string } {
  const template = { name: 'firefox', title: 'Weaklayer sensor in Firefox', policies: policies(model) }
  return { admx: admxText(template), adml: admlText(template) }
}

export function firefoxTemplateFiles(model: PolicyModel): PolicyFile[] {
  const { admx, adml } = firefoxTemplate(model)
  return [
    { path: 'weaklayer-firefox.admx', text: admx, secret: false },
    { path: 'en-US/weaklayer-firefox.adml', text: adml, secret: false },
  ]
}

export const jsonField = 'field_json'

function policies({ ids }: PolicyModel): AdmxPolicy[] {
  const field = (title: string, key: string, valueName: string) =>
    [{ id: jsonField, title, required: true, kind: 'json', key, valueName }] as const
  return [
    {
      id: 'Weaklayer_ExtensionSettings',
      title: 'Installation',
      explanation: 'ExtensionSettings as JSON. It holds the entries of all extensions: merge yours into it.',
      fields: field('ExtensionSettings (JSON)', registryKey, 'ExtensionSettings'),
    },
    {
      id: 'Weaklayer_sensor',
      title: 'Configuration',
      explanation: "The sensor's configuration as JSON.",
      fields: field('Configuration (JSON)', sensorKey, ids.firefox),
    },
  ]
}
