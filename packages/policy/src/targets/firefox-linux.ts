import type { PolicyModel } from '../model/policy-model.ts'
import { policiesChecks, policiesFiles, policiesNotes, policiesTraps } from './firefox-json.ts'
import { firefoxRemove } from './guide-texts.ts'
import type { Guide, Target } from './target.ts'

const folder = '/etc/firefox/policies'

export const firefoxLinux: Target = {
  name: 'firefox-linux',
  title: 'Firefox on Linux',
  proof: 'browser',
  files: model => [
    ...policiesFiles(model),
    { path: 'install.sh', text: installScript(model), secret: false },
  ],
  guide,
}

/** `device` gets its line before `label`, which no other line can begin with. */
function installScript({ ids, fill }: PolicyModel): string {
  const fillIn = fill.includes('device')
    ? String.raw`device="$(uname -n | tr -cd 'A-Za-z0-9._-')"
sed "s/^\( *\)\"label\": /\1\"device\": \"$device\",\n&/" "$source" > "$directory/.weaklayer.new"`
    : 'cat "$source" > "$directory/.weaklayer.new"'
  return `#!/bin/sh
# Installs the policy: sh install.sh [--with-hardening]. DESTDIR installs below another root.
set -eu
cd "$(dirname "$0")"
directory="\${DESTDIR:-}${folder}"
source=policies.json
if [ "\${1:-}" = --with-hardening ]; then source=policies-hardened.json; fi
if [ -e "$directory/policies.json" ] && ! grep -qF '"${ids.firefox}"' "$directory/policies.json"; then
  echo "$directory/policies.json has other policies: merge them by hand." >&2
  exit 1
fi
mkdir -p "$directory"
${fillIn}
chmod 0644 "$directory/.weaklayer.new"
mv "$directory/.weaklayer.new" "$directory/policies.json"
`
}

function guide(model: PolicyModel): Guide {
  const machine = model.fill.includes('device') ? ' and adds the name of the machine as `device`' : ''
  return {
    files: {
      ...policiesNotes(folder),
      'install.sh': `puts one of them there with the right mode, as root${machine}; it refuses to replace policies of others.`,
    },
    steps: [
      'Copy this folder to the machine and run `sh install.sh` as root (`sh install.sh --with-hardening` for the hardened one), or let your management tool write the file.',
      'Restart Firefox.',
    ],
    check: policiesChecks,
    remove: [
      firefoxRemove,
      `Delete \`${folder}/policies.json\` (or the entries of the sensor in it) and restart Firefox.`,
    ],
    traps: [
      'Firefox as a snap or a Flatpak reads other folders; `about:policies` is empty then.',
      ...policiesTraps,
    ],
  }
}
