import type { PolicyModel } from '../model/policy-model.ts'
import { policiesChecks, policiesFiles, policiesNotes, policiesTraps } from './firefox-json.ts'
import { firefoxRemove, windowsFirefoxTraps } from './guide-texts.ts'
import type { Guide, Target } from './target.ts'

const folder = 'C:\\Program Files\\Mozilla Firefox\\distribution'

export const firefoxWindows: Target = {
  name: 'firefox-windows',
  title: 'Firefox on Windows, without group policy',
  proof: 'parsed',
  files: model => [
    ...policiesFiles(model),
    { path: 'Install-Policies.ps1', text: installScript(model), secret: false },
  ],
  guide,
}

function installScript({ ids, fill }: PolicyModel): string {
  // In a replacement of PowerShell `$&` is what was found.
  const fillIn = fill.includes('device')
    ? `$device = ConvertTo-Json -InputObject $env:COMPUTERNAME
$text = $text -creplace '(?m)^( *)"label": ', ('$1"device": ' + $device + ",\`n" + '$&')`
    : ''
  return `#Requires -Version 5.1
# Copies the policy to Firefox: .\\Install-Policies.ps1 [-Hardened] [-Directory PATH]. Run it as administrator.
param(
    [switch] $Hardened,
    [string] $Directory = (Join-Path $env:ProgramFiles 'Mozilla Firefox\\distribution')
)
$ErrorActionPreference = 'Stop'
$source = 'policies.json'
if ($Hardened) { $source = 'policies-hardened.json' }
$target = Join-Path $Directory 'policies.json'
$utf8 = New-Object System.Text.UTF8Encoding $false
if ((Test-Path $target) -and -not [System.IO.File]::ReadAllText($target, $utf8).Contains('"${ids.firefox}"')) {
    Write-Error "$target has other policies: merge them by hand."
}
$text = [System.IO.File]::ReadAllText((Join-Path $PSScriptRoot $source), $utf8)
${fillIn}
New-Item -ItemType Directory -Force -Path $Directory | Out-Null
[System.IO.File]::WriteAllText($target, $text, $utf8)
`
}

function guide(model: PolicyModel): Guide {
  const machine = model.fill.includes('device') ? ' and adds `%COMPUTERNAME%` as `device`' : ''
  return {
    files: {
      ...policiesNotes(folder),
      'Install-Policies.ps1': `puts one of them there${machine}; it refuses to replace policies of others.`,
    },
    steps: [
      'Run `.\\Install-Policies.ps1` as administrator (`-Hardened` for the hardened one), or let your management tool write the file.',
      'Restart Firefox.',
    ],
    check: policiesChecks,
    remove: [
      firefoxRemove,
      `Delete \`${folder}\\policies.json\` (or the entries of the sensor in it) and restart Firefox.`,
    ],
    traps: [...windowsFirefoxTraps, ...policiesTraps],
  }
}
