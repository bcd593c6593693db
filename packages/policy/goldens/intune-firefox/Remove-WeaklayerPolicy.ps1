# Removes the policy; the browser uninstalls the sensor. Run it as SYSTEM or administrator.
#Requires -Version 5.1
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
$names = @(ConvertFrom-Json -InputObject @'
[{"key":"Software\\Policies\\Mozilla\\Firefox","name":"ExtensionSettings"},{"key":"Software\\Policies\\Mozilla\\Firefox\\3rdparty\\Extensions","name":"sensor@weaklayer.org"},{"key":"Software\\Policies\\Mozilla\\Firefox\\LocalNetworkAccess\\SkipDomains","name":"1"},{"key":"Software\\Policies\\Mozilla\\Firefox\\3rdparty\\Extensions","name":"sensor@weaklayer.org"},{"key":"Software\\Policies\\Mozilla\\Firefox\\3rdparty\\Extensions","name":"sensor@weaklayer.org"}]
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
