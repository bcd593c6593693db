import { settingsCatalog } from '../formats/intune.ts'
import { jsonText } from '../json.ts'
import { chromiumUpdateUrl, type PolicyFile, type PolicyModel } from '../model/policy-model.ts'
import type { ChromiumBrand } from './chromium-brand.ts'
import { hardeningValues, sensorScript, templateFiles } from './chromium-registry.ts'
import {
  chromiumTraps,
  edgeTraps,
  enrolledCheck,
  hardeningNote,
  policyPageCheck,
  templateNote,
  windowsTraps,
} from './guide-texts.ts'
import { scriptFiles, scriptNotes, scriptRemove, scriptSteps, scriptTraps } from './intune-scripts.ts'
import type { Guide, Target } from './target.ts'

/** Chrome or Edge on Windows, managed by Intune. */
export function intuneChromium(brand: ChromiumBrand): Target {
  return {
    name: `intune-${brand.name}`,
    title: `${brand.title} on Windows, by Intune`,
    proof: 'parsed',
    files: model => policyFiles(brand, model),
    guide: model => guide(brand, model),
  }
}

const catalogSettings: Record<ChromiumBrand['name'], string> = {
  chrome: 'chromeintunev1~policy~googlechrome~extensions_extensioninstallforcelist',
  chromium: 'chromeintunev1~policy~googlechrome~extensions_extensioninstallforcelist',
  edge: 'microsoft_edge~policy~microsoft_edge~extensions_extensioninstallforcelist',
}

function policyFiles(brand: ChromiumBrand, model: PolicyModel): PolicyFile[] {
  const catalog = settingsCatalog({
    name: `Weaklayer sensor in ${brand.title}`,
    description: 'Force-installs the Weaklayer sensor.',
    setting: `device_vendor_msft_policy_config_${catalogSettings[brand.name]}`,
    listSuffix: '_extensioninstallforcelistdesc',
    entries: [`${model.ids.chromium};${chromiumUpdateUrl(model)}`],
  })
  const hardening = { values: hardeningValues(brand, model), ownKeys: [], fill: [] }
  return [
    { path: 'settings-catalog.json', text: jsonText(catalog), secret: false },
    ...scriptFiles('WeaklayerPolicy', sensorScript(brand, model), true),
    ...scriptFiles('WeaklayerHardening', hardening, false),
    ...(acceptsTemplate(brand) ? templateFiles(brand, model) : []),
  ]
}

/** Intune refuses templates that write below Software\Policies\Microsoft. */
function acceptsTemplate(brand: ChromiumBrand): boolean {
  return brand.name !== 'edge'
}

function guide(brand: ChromiumBrand, model: PolicyModel): Guide {
  const template = acceptsTemplate(brand)
  const filled = model.fill.map(fill => `\`${fill}\``).join(' and ')
  return {
    files: {
      'settings-catalog.json': 'force-installs the sensor: a policy of the settings catalog.',
      ...scriptNotes('WeaklayerPolicy'),
      ...scriptNotes('WeaklayerHardening'),
      ...(template ? templateNote(`weaklayer-${brand.name}`) : {}),
    },
    steps: [
      'Devices > Windows > Configuration > Create > Import policy: `settings-catalog.json`. Assign it to the same groups as the scripts. (The scripts set the same by `ExtensionSettings`, and alone are enough; the catalog shows the installation in reports.)',
      ...scriptSteps('WeaklayerPolicy', hardeningNote(brand)),
      ...(template
        ? [
            'Instead of the scripts, the template: Configuration > Import ADMX, then Create > Templates > Imported Administrative templates, and type the values in, with the install key from its file.',
          ]
        : []),
    ],
    check: [policyPageCheck(brand.policyPage, model), enrolledCheck],
    remove: [
      scriptRemove('WeaklayerPolicy'),
      'Delete the policy of the settings catalog: the browser uninstalls the sensor.',
    ],
    traps: [
      ...(filled === ''
        ? []
        : [
            `The scripts fill in ${filled} themselves (\`user\` is who is signed in at the console then); template and catalog cannot.`,
          ]),
      ...(template
        ? []
        : [
            'Intune refuses imported templates that write below `Software\\Policies\\Microsoft`: so there is none here for Edge, and the scripts set the values.',
          ]),
      ...scriptTraps,
      ...windowsTraps,
      ...(brand.name === 'edge' ? edgeTraps : []),
      ...chromiumTraps,
    ],
  }
}
