import { customConfiguration, enabledPolicy, type OmaSetting } from '../formats/intune.ts'
import { jsonText } from '../json.ts'
import type { PolicyFile, PolicyModel } from '../model/policy-model.ts'
import { policiesChecks } from './firefox-json.ts'
import { firefoxExtensionSettings, firefoxHardeningNote } from './firefox-policies.ts'
import { firefoxHardeningValues, firefoxScript, firefoxTemplate, jsonField } from './firefox-registry.ts'
import { firefoxRemove, firefoxTraps, windowsFirefoxTraps } from './guide-texts.ts'
import { scriptFiles, scriptNotes, scriptRemove, scriptSteps, scriptTraps } from './intune-scripts.ts'
import type { Guide, Target } from './target.ts'

export const intuneFirefox: Target = {
  name: 'intune-firefox',
  title: 'Firefox on Windows, by Intune',
  proof: 'parsed',
  files: policyFiles,
  guide,
}

const csp = './Device/Vendor/MSFT/Policy'

function policyFiles(model: PolicyModel): PolicyFile[] {
  const hardening = { values: firefoxHardeningValues(model), ownKeys: [], fill: [] }
  const custom = customConfiguration('Weaklayer sensor in Firefox', omaSettings(model))
  return [
    { path: 'custom-configuration.json', text: jsonText(custom), secret: true },
    ...scriptFiles('WeaklayerPolicy', firefoxScript(model), true),
    ...scriptFiles('WeaklayerHardening', hardening, false),
  ]
}

/** First the template, then its policies: a policy of a template that is not there yet fails until the next sync. */
function omaSettings(model: PolicyModel): OmaSetting[] {
  const config = `${csp}/Config/Weaklayer~Policy~Cat_Weaklayer`
  const enabled = (value: object) => enabledPolicy(jsonField, JSON.stringify(value))
  return [
    {
      title: 'Template',
      uri: `${csp}/ConfigOperations/ADMXInstall/Weaklayer/Policy/WeaklayerFirefox`,
      value: firefoxTemplate(model).admx,
    },
    {
      title: 'Installation',
      uri: `${config}/Weaklayer_ExtensionSettings`,
      value: enabled(firefoxExtensionSettings(model)),
    },
    { title: 'Configuration', uri: `${config}/Weaklayer_sensor`, value: enabled(model.managed) },
  ]
}

function guide(model: PolicyModel): Guide {
  const filled = model.fill.map(fill => `\`${fill}\``).join(' and ')
  return {
    files: {
      'custom-configuration.json':
        'template and policies by OMA-URI, as the Graph API takes them: each entry of `omaSettings` is one row of a custom configuration.',
      ...scriptNotes('WeaklayerPolicy'),
      ...scriptNotes('WeaklayerHardening'),
    },
    steps: [
      ...scriptSteps('WeaklayerPolicy', firefoxHardeningNote),
      'Instead of the scripts, the custom configuration: Devices > Windows > Configuration > Create > Templates > Custom, a row for each entry of `omaSettings` with its `omaUri`, type String, and `value`; or send the file to `deviceManagement/deviceConfigurations` of the Graph API. It does not set `LocalNetworkAccess`.',
      'Restart Firefox.',
    ],
    check: policiesChecks,
    remove: [firefoxRemove, scriptRemove('WeaklayerPolicy')],
    traps: [
      ...(filled === ''
        ? []
        : [`The scripts fill in ${filled} themselves; the custom configuration cannot.`]),
      'Use the scripts or the custom configuration, not both: they write the same values.',
      '`ExtensionSettings` holds the entries of all extensions in one value: where you have one already (from the template of Mozilla, for instance), merge ours into yours.',
      ...scriptTraps,
      ...windowsFirefoxTraps,
      ...firefoxTraps,
    ],
  }
}
