import { type Json, jsonText } from '../json.ts'
import { chromiumUpdateUrl, type PolicyModel } from '../model/policy-model.ts'
import { chrome, hardeningPolicies } from './chromium-brand.ts'
import { chromiumTraps, enrolledCheck, policyPageCheck } from './guide-texts.ts'
import type { Guide, Target } from './target.ts'

/** Google's Admin console: JSON for the field "Policy for extensions". */
export const googleAdmin: Target = {
  name: 'google-admin',
  title: 'Chrome by the Google Admin console',
  proof: 'parsed',
  files: model => [
    { path: 'policy-for-extensions.json', text: jsonText(wrapped(model)), secret: true },
    { path: 'hardening.json', text: jsonText(hardeningPolicies(chrome, model)), secret: false },
  ],
  guide,
}

/** The console wants each key of the top wrapped once, and nothing below. */
function wrapped({ managed }: PolicyModel): Json {
  return Object.fromEntries(Object.entries(managed).map(([key, value]) => [key, { Value: value }]))
}

function guide(model: PolicyModel): Guide {
  return {
    files: {
      'policy-for-extensions.json': 'the values of the sensor, for the field "Policy for extensions".',
      'hardening.json':
        'optional: names and values to set below Devices > Chrome > Settings (the console has no field that takes the file).',
    },
    steps: [
      'Devices > Chrome > Apps & extensions > Users & browsers, choose the organisational unit of a pilot group.',
      `Add > Add Chrome app or extension by ID: \`${model.ids.chromium}\`, "From a custom URL": \`${chromiumUpdateUrl(model)}\`.`,
      'Installation policy: "Force install + pin to browser toolbar".',
      'Paste `policy-for-extensions.json` into "Policy for extensions" and save.',
      'If you want the hardening, set each entry of `hardening.json` below Devices > Chrome > Settings.',
    ],
    check: [policyPageCheck('chrome://policy', model), enrolledCheck],
    remove: [
      'Set the installation policy to "Allow install" or remove the extension from the list: browsers uninstall the sensor.',
    ],
    traps: [
      'The console wants each key wrapped once: `{"label": {"Value": "x"}}`. Unwrapped, or with `Value` further down, it saves the text and browsers get nothing.',
      'The console fills in no variable for each machine: `device` and `user` stay empty unless the settings give them.',
      'It reaches browsers that are enrolled (Chrome Enterprise Core) or whose profile is signed in to a managed account; elsewhere nothing happens.',
      ...chromiumTraps,
    ],
  }
}
