import { mobileconfigText } from '../formats/mobileconfig.ts'
import type { JsonObject } from '../json.ts'
import type { PolicyFile, PolicyModel } from '../model/policy-model.ts'
import { policiesChecks, policiesFiles, policiesNotes, policiesTraps } from './firefox-json.ts'
import { firefoxHardening, firefoxHardeningNote, firefoxPolicies } from './firefox-policies.ts'
import { firefoxRemove } from './guide-texts.ts'
import { macRemove, macSteps, macVariantNotes, macVariants, macVariantTraps } from './mac-variants.ts'
import type { Guide, Target } from './target.ts'

const domain = 'org.mozilla.firefox'
const folder = '/Applications/Firefox.app/Contents/Resources/distribution'

export const firefoxMacos: Target = {
  name: 'firefox-macos',
  title: 'Firefox on macOS',
  proof: 'parsed',
  files: policyFiles,
  guide,
}

function policyFiles(model: PolicyModel): PolicyFile[] {
  const identifier = 'org.weaklayer.firefox'
  const title = 'Weaklayer sensor in Firefox'
  const sensor = {
    profile: { identifier, title, description: 'Installs and configures the Weaklayer sensor.' },
    domains: (managed: JsonObject) => ({
      [domain]: { EnterprisePoliciesEnabled: true, ...firefoxPolicies(model, managed) },
    }),
  }
  const hardening = mobileconfigText({
    identifier: `${identifier}.hardening`,
    title: `${title}: hardening`,
    description: 'Closes the ways around the Weaklayer sensor.',
    domains: { [domain]: { EnterprisePoliciesEnabled: true, ...firefoxHardening(model) } },
  })
  return [
    ...macVariants(sensor, model),
    { path: 'weaklayer-hardening.mobileconfig', text: hardening, secret: false },
    ...policiesFiles(model),
  ]
}

function guide(model: PolicyModel): Guide {
  return {
    files: {
      ...macVariantNotes(model),
      'weaklayer-hardening.mobileconfig': `optional: ${firefoxHardeningNote}`,
      ...policiesNotes(folder),
    },
    steps: [
      ...macSteps,
      'Without a device management: copy `policies.json` into the folder. Restart Firefox.',
    ],
    check: policiesChecks,
    remove: [firefoxRemove, ...macRemove, 'Restart Firefox.'],
    traps: [
      'An update of Firefox.app replaces the application, and a `policies.json` inside it is gone: prefer the profile.',
      ...macVariantTraps,
      ...policiesTraps,
    ],
  }
}
