import { jsonText } from '../json.ts'
import type { PolicyFile, PolicyModel } from '../model/policy-model.ts'
import { firefoxCheck, firefoxHardening, firefoxHardeningNote, firefoxPolicies } from './firefox-policies.ts'
import { enrolledCheck, firefoxTraps } from './guide-texts.ts'
import type { Guide } from './target.ts'

/** policies.json, and the same with the hardening: Firefox reads one file. */
export function policiesFiles(model: PolicyModel): PolicyFile[] {
  const policies = firefoxPolicies(model)
  const hardened = { ...policies, ...firefoxHardening(model) }
  return [
    { path: 'policies.json', text: jsonText({ policies }), secret: true },
    { path: 'policies-hardened.json', text: jsonText({ policies: hardened }), secret: true },
  ]
}

/** What the READMEs of these files say; `folder` is where Firefox looks. */
export function policiesNotes(folder: string): Guide['files'] {
  return {
    'policies.json': `goes into \`${folder}\`, readable for everybody: installs the sensor and configures it.`,
    'policies-hardened.json': `the same, to be named \`policies.json\` there, and besides ${firefoxHardeningNote}`,
  }
}

export const policiesChecks = [firefoxCheck, enrolledCheck]

export const policiesTraps = [
  'Firefox reads one `policies.json`. If there is one already, merge the entries below `policies` by hand: `ExtensionSettings`, `LocalNetworkAccess.SkipDomains` and `3rdparty.Extensions`.',
  'One syntax error, and Firefox starts without any policy; `about:policies` tells.',
  ...firefoxTraps,
]
