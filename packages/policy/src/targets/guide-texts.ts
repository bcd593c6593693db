import type { PolicyModel } from '../model/policy-model.ts'
import type { ChromiumBrand } from './chromium-brand.ts'

/** Sentences that the READMEs of several targets share. */

export const enrolledCheck =
  'On the page of the sensor (its button, then "Details") the policy is "ok", the gateway is yours, and after a minute at most "Connection" says that events were delivered.'

export function policyPageCheck(page: string, { ids }: PolicyModel): string {
  return `\`${page}\` (press "Reload policies") shows \`ExtensionSettings\` with status OK, and below the id \`${ids.chromium}\` the values \`api\`, \`installKey\` and \`label\`.`
}

export function hardeningNote({ hardening }: ChromiumBrand): string {
  const names = [hardening.guest, hardening.profiles, hardening.privateMode, hardening.mandatory]
  return `no guest mode, no further profiles, no private windows without the sensor, no developer tools on it (${names.map(name => `\`${name}\``).join(', ')}, \`DeveloperToolsAvailability\`).`
}

/** What the pair of template files is for. */
export function templateNote(name: string): Record<string, string> {
  return {
    [`${name}.admx`]:
      'template for the group policy editor, made for this extension id: every key of the sensor configuration with its type.',
    [`en-US/${name}.adml`]: 'its texts.',
  }
}

export const chromiumTraps = [
  'Every managed value that the browser does not know, or that has another type than the sensor expects, is dropped without a word. The page of the sensor lists what it got.',
  'Policies of a cloud account, a machine and a user can contradict each other; the source with the higher rank replaces the whole policy, also `ExtensionSettings`.',
  'No policy can let the sensor into private windows; users have to allow it. The optional hardening forbids private windows, or with `incognito: true` opens them only when the sensor is allowed there.',
]

export const windowsTraps = [
  'Windows and macOS install extensions from another place than the store only on managed machines: joined to a domain or Entra ID, or enrolled in a device management.',
]

export const macTraps = [
  'macOS installs extensions from another place than the store only on machines that are enrolled in a device management.',
]

export const edgeTraps = [
  "Edge runs no extension at all on some of Microsoft's own hosts: nothing is recorded there.",
]

export const firefoxTraps = [
  'Firefox reads policies when it starts: a changed policy reaches a running Firefox only after a restart.',
  'Firefox (release) installs only packages that Mozilla signed. Send the XPI to addons.mozilla.org as an unlisted add-on to get it signed, or use Firefox ESR with `xpinstall.signatures.required` off.',
  'There is one place that wins: group policy or a profile of the device management replaces policies.json as a whole.',
]

export const windowsFirefoxTraps = [
  'Firefox from the Microsoft Store, and one that is installed for a single user, have other folders: group policy reaches them, a file in `Program Files` does not.',
]

export const firefoxRemove =
  'Taking the policy away unlocks the sensor, but leaves it installed. To have it removed, first set its `installation_mode` to `blocked` (and take `install_url` out), wait until every Firefox was started once, then take the rest away.'
