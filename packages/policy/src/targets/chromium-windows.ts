import { preferencesText } from '../formats/group-policy-preferences.ts'
import { regText } from '../formats/reg-file.ts'
import type { PolicyFile, PolicyModel } from '../model/policy-model.ts'
import type { ChromiumBrand } from './chromium-brand.ts'
import { hardeningValues, managedKey, ownKeys, sensorValues, templateFiles } from './chromium-registry.ts'
import {
  chromiumTraps,
  edgeTraps,
  enrolledCheck,
  hardeningNote,
  policyPageCheck,
  templateNote,
  windowsTraps,
} from './guide-texts.ts'
import type { Guide, Target } from './target.ts'

/** Chrome or Edge on Windows: registry files and a template for group policy. */
export function chromiumWindows(brand: ChromiumBrand): Target {
  return {
    name: `${brand.name}-windows`,
    title: `${brand.title} on Windows`,
    proof: 'parsed',
    files: model => policyFiles(brand, model),
    guide: model => guide(brand, model),
  }
}

function policyFiles(brand: ChromiumBrand, model: PolicyModel): PolicyFile[] {
  const own = ownKeys(brand, model)
  const reg = (path: string, text: string, secret: boolean): PolicyFile => ({
    path,
    text,
    encoding: 'utf16le',
    secret,
  })
  const values = sensorValues(brand, model)
  const hardening = hardeningValues(brand, model)
  return [
    reg('weaklayer.reg', regText({ removedKeys: own, values }), true),
    reg('weaklayer-hardening.reg', regText({ removedKeys: [], values: hardening }), false),
    reg('weaklayer-remove.reg', regText({ removedKeys: own, values: [] }), false),
    reg(
      'weaklayer-hardening-remove.reg',
      regText({ removedKeys: [], removedValues: hardening, values: [] }),
      false,
    ),
    ...preferenceFiles(brand, model),
    ...templateFiles(brand, model),
  ]
}

const variables = { device: '%ComputerName%', user: '%LogonDomain%\\%LogonUser%' } as const

/** The user is known to user policies only; the browser merges their values with those of the machine. */
function preferenceFiles(brand: ChromiumBrand, model: PolicyModel): PolicyFile[] {
  return model.fill.map(fill => ({
    path: `preferences-${fill}.xml`,
    text: preferencesText({
      hive: fill === 'device' ? 'HKEY_LOCAL_MACHINE' : 'HKEY_CURRENT_USER',
      key: managedKey(brand, model),
      name: fill,
      value: variables[fill],
    }),
    secret: false,
  }))
}

function guide(brand: ChromiumBrand, model: PolicyModel): Guide {
  const part = { device: 'Computer', user: 'User' } as const
  const preferences = model.fill.map(fill => [
    `preferences-${fill}.xml`,
    `fills in \`${fill}\` with \`${variables[fill]}\`: in the editor of the policy object copy the file and paste it into ${part[fill]} Configuration > Preferences > Windows Settings > Registry.`,
  ])
  return {
    files: {
      'weaklayer.reg': 'installs the sensor and configures it, below `HKEY_LOCAL_MACHINE`.',
      'weaklayer-hardening.reg': `optional: ${hardeningNote(brand)}`,
      'weaklayer-remove.reg': 'removes what `weaklayer.reg` set.',
      'weaklayer-hardening-remove.reg': 'removes what the hardening set.',
      ...Object.fromEntries(preferences),
      ...templateNote(`weaklayer-${brand.name}`),
    },
    steps: [
      'One machine: run `reg import weaklayer.reg` as administrator (and `weaklayer-hardening.reg`, if you want it).',
      'A fleet: either carry the same values by your management tool, or copy the ADMX and ADML into the central store (`PolicyDefinitions`, `PolicyDefinitions\\en-US`), set "Weaklayer sensor" below Computer Configuration > Administrative Templates, and set the force-install (the values below `ExtensionSettings` in `weaklayer.reg`) by registry preferences.',
      'Without group policy: the scripts of the folder for Intune do the same with any tool that runs PowerShell.',
    ],
    check: [
      policyPageCheck(brand.policyPage, model),
      enrolledCheck,
      `\`reg query "HKLM\\${managedKey(brand, model)}" /s\` lists the values.`,
    ],
    remove: [
      'Run `reg import weaklayer-remove.reg` as administrator, or unlink the policy object: the browser uninstalls the sensor.',
    ],
    traps: [
      ...windowsTraps,
      'If `ExtensionSettings` is also set as one JSON text (a value of that name), that text and the subkeys contradict each other: put the entry of the sensor into the text then.',
      'Types count: `true` is DWORD 1, a list is a subkey with values 1, 2, 3. Text "true" is dropped without a word.',
      'A preference item tattoos: it stays when its policy object is unlinked, unless "Remove this item when it is no longer applied" is set.',
      'Images (VDI, Autopilot) are sealed without a browser profile; else all clones are one sensor until their first start, and `weaklayer verify` counts them as clones.',
      ...(brand.name === 'edge' ? edgeTraps : []),
      ...chromiumTraps,
    ],
  }
}
