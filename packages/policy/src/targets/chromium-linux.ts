import { jsonText } from '../json.ts'
import type { PolicyFile, PolicyModel } from '../model/policy-model.ts'
import { type ChromiumBrand, extensionSettings, hardeningPolicies } from './chromium-brand.ts'
import { chromiumTraps, enrolledCheck, hardeningNote, policyPageCheck } from './guide-texts.ts'
import type { Guide, Target } from './target.ts'

/** Chrome, Chromium or Edge on Linux: JSON files in the folder of mandatory policies. */
export function chromiumLinux(brand: ChromiumBrand): Target {
  return {
    name: `${brand.name}-linux`,
    title: `${brand.title} on Linux`,
    proof: brand.name === 'chromium' ? 'browser' : 'parsed',
    files: model => policyFiles(brand, model),
    guide: model => guide(brand, model),
  }
}

function policyFiles(brand: ChromiumBrand, model: PolicyModel): PolicyFile[] {
  const policy = {
    ExtensionSettings: extensionSettings(brand, model),
    '3rdparty': { extensions: { [model.ids.chromium]: model.managed } },
  }
  return [
    { path: 'weaklayer.json', text: jsonText(policy), secret: true },
    { path: 'weaklayer-hardening.json', text: jsonText(hardeningPolicies(brand, model)), secret: false },
    { path: 'install.sh', text: installScript(brand, model), secret: false },
  ]
}

/** The browser merges the values of all files in its folder, so a file of the machine adds its own. */
function installScript({ linuxDirectory }: ChromiumBrand, { ids, fill }: PolicyModel): string {
  const machine = `{"3rdparty": {"extensions": {"${ids.chromium}": {"device": "%s"}}}}`
  const fillIn = fill.includes('device')
    ? String.raw`device="$(uname -n | tr -cd 'A-Za-z0-9._-')"
printf '${machine}\n' "$device" > "$directory/weaklayer-machine.json"
chmod 0644 "$directory/weaklayer-machine.json"`
    : 'rm -f "$directory/weaklayer-machine.json"'
  return `#!/bin/sh
# Installs the policy: sh install.sh [--with-hardening]. DESTDIR installs below another root.
set -eu
cd "$(dirname "$0")"
directory="\${DESTDIR:-}${linuxDirectory}"
mkdir -p "$directory"
# The browser reads its policies as the user who started it.
install -m 0644 weaklayer.json "$directory/weaklayer.json"
${fillIn}
if [ "\${1:-}" = --with-hardening ]; then
  install -m 0644 weaklayer-hardening.json "$directory/weaklayer-hardening.json"
fi
`
}

function guide(brand: ChromiumBrand, model: PolicyModel): Guide {
  const { linuxDirectory, policyPage } = brand
  const machine = model.fill.includes('device')
    ? ' It also writes `weaklayer-machine.json` with the name of the machine as `device`; a management tool can write that file instead.'
    : ''
  return {
    files: {
      'weaklayer.json': `goes into \`${linuxDirectory}\`, mode 0644, owner root: installs the sensor and configures it.`,
      'weaklayer-hardening.json': `optional, same folder: ${hardeningNote(brand)}`,
      'install.sh': `puts them there with the right mode, as root.${machine}`,
    },
    steps: [
      'Copy this folder to the machine and run `sh install.sh` as root (`sh install.sh --with-hardening` for the optional file), or let your management tool copy the files to the same places.',
      'Nothing needs a restart: a running browser sees changed files within some seconds.',
    ],
    check: [policyPageCheck(policyPage, model), enrolledCheck],
    remove: [
      `Delete \`weaklayer*.json\` from \`${linuxDirectory}\`: the browser uninstalls the sensor, and what it had not delivered is gone with it.`,
    ],
    traps: [
      'A copy that keeps mode 0600 (`cp -p`) leaves a file that the browser, which runs as the user, cannot read: then there is no policy, and no message.',
      'A file with a syntax error is left out as a whole. Files are read by name; two files that set the same policy contradict each other, and one loses: `ExtensionSettings` can stand in one file only.',
      `Some packages read another folder (a snap of Chromium, for example): ${policyPage} is empty then.`,
      ...chromiumTraps,
    ],
  }
}
