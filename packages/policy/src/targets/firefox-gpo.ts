import { regText } from '../formats/reg-file.ts'
import { jsonText } from '../json.ts'
import type { PolicyFile, PolicyModel } from '../model/policy-model.ts'
import { policiesChecks } from './firefox-json.ts'
import { firefoxExtensionSettings, firefoxHardeningNote } from './firefox-policies.ts'
import { firefoxHardeningValues, firefoxTemplateFiles, firefoxValues, sensorKey } from './firefox-registry.ts'
import { firefoxRemove, firefoxTraps, templateNote, windowsFirefoxTraps } from './guide-texts.ts'
import type { Guide, Target } from './target.ts'

export const firefoxGpo: Target = {
  name: 'firefox-gpo',
  title: 'Firefox on Windows, by group policy',
  proof: 'parsed',
  files: policyFiles,
  guide,
}

function policyFiles(model: PolicyModel): PolicyFile[] {
  const reg = (path: string, text: string, secret = false): PolicyFile => ({
    path,
    text,
    encoding: 'utf16le',
    secret,
  })
  const values = firefoxValues(model)
  const hardening = firefoxHardeningValues(model)
  const remove = (removedValues: typeof values) => regText({ removedKeys: [], removedValues, values: [] })
  return [
    reg('weaklayer.reg', regText({ removedKeys: [], values }), true),
    reg('weaklayer-hardening.reg', regText({ removedKeys: [], values: hardening })),
    reg('weaklayer-remove.reg', remove(values)),
    reg('weaklayer-hardening-remove.reg', remove(hardening)),
    { path: 'extension-settings.json', text: jsonText(firefoxExtensionSettings(model)), secret: false },
    { path: 'configuration.json', text: jsonText(model.managed), secret: true },
    ...firefoxTemplateFiles(model),
  ]
}

function guide(model: PolicyModel): Guide {
  return {
    files: {
      'weaklayer.reg':
        'installs the sensor and configures it, below `HKEY_LOCAL_MACHINE`. `ExtensionSettings` and the configuration are JSON in a REG_MULTI_SZ.',
      'weaklayer-hardening.reg': `optional: ${firefoxHardeningNote}`,
      'weaklayer-remove.reg': 'removes what `weaklayer.reg` set.',
      'weaklayer-hardening-remove.reg': 'removes what the hardening set.',
      ...templateNote('weaklayer-firefox'),
      'extension-settings.json': 'the text for the policy "Installation" of the template.',
      'configuration.json': 'the text for the policy "Configuration" of the template.',
    },
    steps: [
      'One machine: run `reg import weaklayer.reg` as administrator.',
      'A fleet: copy the ADMX and ADML into the central store, open Computer Configuration > Administrative Templates > "Weaklayer sensor in Firefox", and paste the two JSON files into the policies; or carry the values of `weaklayer.reg` by your management tool.',
      'Restart Firefox.',
    ],
    check: [
      ...policiesChecks,
      `\`reg query "HKLM\\${sensorKey}" /v ${model.ids.firefox}\` shows the configuration.`,
    ],
    remove: [
      firefoxRemove,
      'Run `reg import weaklayer-remove.reg` as administrator, or unlink the policy object, and restart Firefox.',
    ],
    traps: [
      '`ExtensionSettings` holds the entries of all extensions in one value: where you have one already, merge `extension-settings.json` into it. `weaklayer.reg` replaces the whole value, and `weaklayer-remove.reg` deletes it. The same is true of entry 1 of `SkipDomains`.',
      'User and machine policies do not mix: what the machine sets replaces what the user has. So no preference item can fill in `device`; the scripts of the folder `intune-firefox` do.',
      ...windowsFirefoxTraps,
      ...firefoxTraps,
    ],
  }
}
