# Removes the policy; the browser uninstalls the sensor. Run it as SYSTEM or administrator.
#Requires -Version 5.1
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
$names = @(ConvertFrom-Json -InputObject @'
[{"key":"Software\\Policies\\Microsoft\\Edge","name":"BrowserGuestModeEnabled"},{"key":"Software\\Policies\\Microsoft\\Edge","name":"BrowserAddProfileEnabled"},{"key":"Software\\Policies\\Microsoft\\Edge","name":"InPrivateModeAvailability"},{"key":"Software\\Policies\\Microsoft\\Edge","name":"DeveloperToolsAvailability"},{"key":"Software\\Policies\\Microsoft\\Edge\\MandatoryExtensionsForInPrivateNavigation","name":"8841"}]
'@ | ForEach-Object { $_ })
$ownKeys = @(ConvertFrom-Json -InputObject @'
[]
'@ | ForEach-Object { $_ })
$machine = [Microsoft.Win32.RegistryKey]::OpenBaseKey('LocalMachine', 'Registry64')
foreach ($path in $ownKeys) { $machine.DeleteSubKeyTree($path, $false) }
foreach ($entry in $names) {
    $key = $machine.OpenSubKey($entry.key, $true)
    if ($null -eq $key) { continue }
    try { $key.DeleteValue($entry.name, $false) } finally { $key.Close() }
}
Write-Output 'The policy is removed.'
exit 0
