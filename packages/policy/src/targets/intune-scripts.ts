import { powershellScripts, type ScriptContent } from '../formats/powershell.ts'
import type { PolicyFile } from '../model/policy-model.ts'
import type { Guide } from './target.ts'

/** Detection, remediation and removal of a set of values. */
export function scriptFiles(what: string, content: ScriptContent, secret: boolean): PolicyFile[] {
  const { detect, install, remove } = powershellScripts(content)
  return [
    { path: `Test-${what}.ps1`, text: detect, secret },
    { path: `Set-${what}.ps1`, text: install, secret },
    { path: `Remove-${what}.ps1`, text: remove, secret: false },
  ]
}

export function scriptNotes(what: string): Guide['files'] {
  return {
    [`Test-${what}.ps1`]:
      'detection: status 0 when every value is as it should be and nothing is left over, else 1.',
    [`Set-${what}.ps1`]: 'remediation: sets every value.',
    [`Remove-${what}.ps1`]: 'removes what the remediation set.',
  }
}

export function scriptSteps(what: string, optional: string): string[] {
  return [
    `Devices > Scripts and remediations > Remediations > Create: detection \`Test-${what}.ps1\`, remediation \`Set-${what}.ps1\`, "Run script in 64-bit PowerShell": Yes, "Run this script using the logged-on credentials": No. Assign it to a pilot group, every hour or every day.`,
    `If you want the hardening (${optional.replace(/\.$/, '')}): the same with \`Test-WeaklayerHardening.ps1\` and \`Set-WeaklayerHardening.ps1\`.`,
  ]
}

export function scriptRemove(what: string): string {
  return `Unassign the remediation, and run \`Remove-${what}.ps1\` once as a platform script (64-bit, as SYSTEM): values in the registry stay where a script put them.`
}

export const scriptTraps = [
  'Remediations need a licence (Windows Enterprise E3 or more); without it use platform scripts, which run once a change.',
  'Everybody who may read scripts in Intune reads the install key in them; scope tags limit who that is.',
  'A 32-bit PowerShell writes beside the place where browsers look; the scripts open the 64-bit registry themselves, but let Intune run them in 64-bit PowerShell.',
]
