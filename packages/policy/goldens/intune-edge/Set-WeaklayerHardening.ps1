# Sets the policy. Run it as SYSTEM or administrator, in 64-bit PowerShell.
#Requires -Version 5.1
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
$wanted = @(ConvertFrom-Json -InputObject @'
[{"key":"Software\\Policies\\Microsoft\\Edge","name":"BrowserGuestModeEnabled","type":"DWord","value":0},{"key":"Software\\Policies\\Microsoft\\Edge","name":"BrowserAddProfileEnabled","type":"DWord","value":0},{"key":"Software\\Policies\\Microsoft\\Edge","name":"InPrivateModeAvailability","type":"DWord","value":0},{"key":"Software\\Policies\\Microsoft\\Edge","name":"DeveloperToolsAvailability","type":"DWord","value":0},{"key":"Software\\Policies\\Microsoft\\Edge\\MandatoryExtensionsForInPrivateNavigation","name":"8841","type":"String","value":"abcdefghijklmnopabcdefghijklmnop"}]
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
