import { mobileconfigText, type Profile } from '../formats/mobileconfig.ts'
import type { JsonObject } from '../json.ts'
import type { Fill, PolicyFile, PolicyModel } from '../model/policy-model.ts'

/** A management tool for macOS, and its variables. */
const tools: Record<string, { title: string; variables: Record<Fill, string> }> = {
  jamf: { title: 'Jamf Pro', variables: { device: '$SERIALNUMBER', user: '$USERNAME' } },
  intune: { title: 'Intune', variables: { device: '{{serialnumber}}', user: '{{userprincipalname}}' } },
}

export interface MacProfile {
  profile: Omit<Profile, 'domains'>
  /** The domains of a profile with these managed values. */
  domains(managed: JsonObject): Profile['domains']
}

/** One profile without variables, and one for each tool that can fill them in; a machine gets one of them. */
export function macVariants({ profile, domains }: MacProfile, model: PolicyModel): PolicyFile[] {
  const file = (path: string, managed: JsonObject): PolicyFile => ({
    path,
    text: mobileconfigText({ ...profile, domains: domains(managed) }),
    secret: true,
  })
  const variants = Object.entries(model.fill.length === 0 ? {} : tools).map(([tool, { variables }]) => {
    const filled = Object.fromEntries(model.fill.map(fill => [fill, variables[fill]]))
    return file(`weaklayer-${tool}.mobileconfig`, { ...model.managed, ...filled })
  })
  return [file('weaklayer.mobileconfig', model.managed), ...variants]
}

/** What the READMEs say about these files. */
export function macVariantNotes(model: PolicyModel): Record<string, string> {
  const notes = Object.entries(model.fill.length === 0 ? {} : tools).map(([tool, { title, variables }]) => {
    const filled = model.fill.map(fill => `\`${fill}\` by \`${variables[fill]}\``).join(' and ')
    return [`weaklayer-${tool}.mobileconfig`, `the same for ${title}, which fills in ${filled}.`]
  })
  return {
    'weaklayer.mobileconfig': 'profile for the machine: installs the sensor and configures it.',
    ...Object.fromEntries(notes),
  }
}

export const macSteps = [
  'Upload one of the profiles as a custom configuration profile for computers (Jamf Pro: Configuration Profiles > Upload; Intune: macOS > Templates > Custom, device channel) and assign it to a pilot group first.',
  'Add the hardening profile in the same way, if you want it.',
]

export const macRemove = [
  'Take the profile from the machines in your management tool: the browser uninstalls the sensor.',
]

export const macVariantTraps = [
  'The variants have the same identifier, and a later one replaces the other: assign one. A tool that does not know a variable leaves it as text, and every machine has the same `device` then.',
  'Two profiles that set the same key (`ExtensionSettings` of another team, for instance) contradict each other, and macOS does not say which wins: merge the entries into one profile.',
]
