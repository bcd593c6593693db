# Exit status 0: the policy is as it should be. 1: it is not.
#Requires -Version 5.1
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
$wanted = @(ConvertFrom-Json -InputObject @'
[{"key":"Software\\Policies\\Mozilla\\Firefox","name":"DisableSafeMode","type":"DWord","value":1},{"key":"Software\\Policies\\Mozilla\\Firefox","name":"BlockAboutProfiles","type":"DWord","value":1},{"key":"Software\\Policies\\Mozilla\\Firefox","name":"BlockAboutConfig","type":"DWord","value":1},{"key":"Software\\Policies\\Mozilla\\Firefox","name":"DisableDeveloperTools","type":"DWord","value":1},{"key":"Software\\Policies\\Mozilla\\Firefox","name":"PrivateBrowsingModeAvailability","type":"DWord","value":0}]
'@ | ForEach-Object { $_ })
$ownKeys = @(ConvertFrom-Json -InputObject @'
[]
'@ | ForEach-Object { $_ })

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
        foreach ($child in $key.GetSubKeyNames()) { Get-Stale "$path\$child" }
    } finally { $key.Close() }
}

$wrong = @($wanted | Where-Object { (Get-Present $_) -cne (Get-Expected $_) })
$stale = @($ownKeys | ForEach-Object { Get-Stale $_ })
if ($wrong.Count + $stale.Count -gt 0) {
    Write-Output "$($wrong.Count) values differ, $($stale.Count) are left over."
    exit 1
}
Write-Output 'The policy is in place.'
exit 0
