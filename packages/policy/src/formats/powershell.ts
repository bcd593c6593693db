import type { Fill } from '../model/policy-model.ts'
import type { RegistryValue } from './registry.ts'

export interface ScriptContent {
  values: readonly RegistryValue[]
  /** Keys that belong to the sensor alone: what is in them and not in `values` is removed. */
  ownKeys: readonly string[]
  /** What the script fills in on each machine. */
  fill: readonly Filling[]
}

interface Filling {
  fill: Fill
  key: string
  name: string
  /** `value`: a value of its own. `member`: a member of the JSON that the value holds. */
  as: 'value' | 'member'
}

export interface Scripts {
  detect: string
  install: string
  remove: string
}

/** Scripts for Windows PowerShell 5.1 and later: they compare, set and remove the same values. */
export function powershellScripts(content: ScriptContent): Scripts {
  const head = [
    start,
    listLines('wanted', content.values.map(plainValue)),
    listLines('ownKeys', content.ownKeys),
    ...content.fill.map(fillLines),
    functions,
  ].join('\n')
  return {
    detect: `# Exit status 0: the policy is as it should be. 1: it is not.\n${head}${detectEnd}`,
    install: `# Sets the policy. Run it as SYSTEM or administrator, in 64-bit PowerShell.\n${head}${installEnd}`,
    remove: removeScript(content),
  }
}

/** Knows names and no values: it is no secret. */
function removeScript({ values, ownKeys, fill }: ScriptContent): string {
  const names = [...values, ...fill].map(({ key, name }) => ({ key, name }))
  return `# Removes the policy; the browser uninstalls the sensor. Run it as SYSTEM or administrator.
${start}
${listLines('names', names)}
${listLines('ownKeys', ownKeys)}
${removeEnd}`
}

function listLines(variable: string, entries: readonly unknown[]): string {
  // ConvertFrom-Json of PowerShell 5.1 hands a list on as one object.
  return `$${variable} = @(ConvertFrom-Json -InputObject @'
${asciiJson(entries)}
'@ | ForEach-Object { $_ })`
}

const start = `#Requires -Version 5.1
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest`

function plainValue({ key, name, data }: RegistryValue) {
  const types = { REG_DWORD: 'DWord', REG_SZ: 'String', REG_MULTI_SZ: 'MultiString' } as const
  return { key, name, type: types[data.type], value: data.value }
}

/** One line of ASCII: an older PowerShell reads scripts in the code page of the machine, and `'@` cannot begin a line. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^ -~]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

const sources: Record<Fill, string> = {
  device: '$env:COMPUTERNAME',
  user: '(Get-CimInstance -ClassName Win32_ComputerSystem).UserName',
}

/** A text constant of PowerShell: only its quote counts. */
function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

function fillLines({ fill, key, name, as }: Filling): string {
  const found = `$_.key -eq ${literal(key)} -and $_.name -eq ${literal(name)}`
  const act =
    as === 'value'
      ? `$wanted += [pscustomobject]@{ key = ${literal(key)}; name = ${literal(name)}; type = 'String'; value = $filled }`
      : `$wanted | Where-Object { ${found} } | ForEach-Object { $_.value = @('{"${fill}":' + (ConvertTo-Json -InputObject $filled) + ',' + @($_.value)[0].Substring(1)) }`
  return [`$filled = ${sources[fill]}`, 'if ($filled) {', `    ${act}`, '}'].join('\n')
}

const functions = `
function Open-Key([string] $path, [bool] $writable) {
    $machine = [Microsoft.Win32.RegistryKey]::OpenBaseKey('LocalMachine', 'Registry64')
    if ($writable) { return $machine.CreateSubKey($path) }
    return $machine.OpenSubKey($path)
}

function Get-Present($entry) {
    $key = Open-Key $entry.key $false
    if ($null -eq $key) { return $null }
    try {
        if ($key.GetValueNames() -notcontains $entry.name) { return $null }
        $value = $key.GetValue($entry.name, $null, 'DoNotExpandEnvironmentNames')
        return "$($key.GetValueKind($entry.name)):$(@($value) -join [char]0)"
    } finally { $key.Close() }
}

function Get-Expected($entry) { return "$($entry.type):$(@($entry.value) -join [char]0)" }

function Get-Stale([string] $path) {
    $key = Open-Key $path $false
    if ($null -eq $key) { return }
    try {
        foreach ($name in $key.GetValueNames()) {
            $known = @($wanted | Where-Object { $_.key -eq $path -and $_.name -eq $name })
            if ($known.Count -eq 0) { [pscustomobject]@{ key = $path; name = $name } }
        }
        foreach ($child in $key.GetSubKeyNames()) { Get-Stale "$path\\$child" }
    } finally { $key.Close() }
}
`

const detectEnd = `
$wrong = @($wanted | Where-Object { (Get-Present $_) -cne (Get-Expected $_) })
$stale = @($ownKeys | ForEach-Object { Get-Stale $_ })
if ($wrong.Count + $stale.Count -gt 0) {
    Write-Output "$($wrong.Count) values differ, $($stale.Count) are left over."
    exit 1
}
Write-Output 'The policy is in place.'
exit 0
`

const installEnd = `
foreach ($entry in $wanted) {
    $key = Open-Key $entry.key $true
    try {
        $value = switch ($entry.type) {
            'DWord' { [int] $entry.value }
            'MultiString' { , [string[]] @($entry.value) }
            default { [string] $entry.value }
        }
        $key.SetValue($entry.name, $value, [Microsoft.Win32.RegistryValueKind] $entry.type)
    } finally { $key.Close() }
}
foreach ($entry in @($ownKeys | ForEach-Object { Get-Stale $_ })) {
    $key = Open-Key $entry.key $true
    try { $key.DeleteValue($entry.name, $false) } finally { $key.Close() }
}
Write-Output "$($wanted.Count) values are set."
exit 0
`

const removeEnd = `$machine = [Microsoft.Win32.RegistryKey]::OpenBaseKey('LocalMachine', 'Registry64')
foreach ($path in $ownKeys) { $machine.DeleteSubKeyTree($path, $false) }
foreach ($entry in $names) {
    $key = $machine.OpenSubKey($entry.key, $true)
    if ($null -eq $key) { continue }
    try { $key.DeleteValue($entry.name, $false) } finally { $key.Close() }
}
Write-Output 'The policy is removed.'
exit 0
`
