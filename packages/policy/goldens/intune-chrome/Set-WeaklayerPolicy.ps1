# Sets the policy. Run it as SYSTEM or administrator, in 64-bit PowerShell.
#Requires -Version 5.1
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
$wanted = @(ConvertFrom-Json -InputObject @'
[{"key":"Software\\Policies\\Google\\Chrome\\ExtensionSettings\\abcdefghijklmnopabcdefghijklmnop","name":"installation_mode","type":"String","value":"force_installed"},{"key":"Software\\Policies\\Google\\Chrome\\ExtensionSettings\\abcdefghijklmnopabcdefghijklmnop","name":"update_url","type":"String","value":"https://gateway.example.com/updates/update.xml"},{"key":"Software\\Policies\\Google\\Chrome\\ExtensionSettings\\abcdefghijklmnopabcdefghijklmnop","name":"override_update_url","type":"DWord","value":1},{"key":"Software\\Policies\\Google\\Chrome\\ExtensionSettings\\abcdefghijklmnopabcdefghijklmnop\\runtime_allowed_hosts","name":"1","type":"String","value":"https://gateway.example.com"},{"key":"Software\\Policies\\Google\\Chrome\\ExtensionSettings\\abcdefghijklmnopabcdefghijklmnop","name":"toolbar_pin","type":"String","value":"force_pinned"},{"key":"Software\\Policies\\Google\\Chrome\\3rdparty\\extensions\\abcdefghijklmnopabcdefghijklmnop\\policy\\api","name":"protocol","type":"String","value":"https"},{"key":"Software\\Policies\\Google\\Chrome\\3rdparty\\extensions\\abcdefghijklmnopabcdefghijklmnop\\policy\\api","name":"hostname","type":"String","value":"gateway.example.com"},{"key":"Software\\Policies\\Google\\Chrome\\3rdparty\\extensions\\abcdefghijklmnopabcdefghijklmnop\\policy\\api","name":"port","type":"DWord","value":8443},{"key":"Software\\Policies\\Google\\Chrome\\3rdparty\\extensions\\abcdefghijklmnopabcdefghijklmnop\\policy\\installKey","name":"group","type":"String","value":"5b0a4a52-3c6b-4d7e-9a55-0f6a3b1c2d3e"},{"key":"Software\\Policies\\Google\\Chrome\\3rdparty\\extensions\\abcdefghijklmnopabcdefghijklmnop\\policy\\installKey","name":"secret","type":"String","value":"kZ7/kZ7/kZ7/kZ7/kZ7/kZ7/kZ7/kZ7/kZ7/kZ7/kZ7/kZ7/kZ7/kZ7/kZ7/kZ7/kZ7/kZ7/kZ7/kZ7/kZ7/kQ=="},{"key":"Software\\Policies\\Google\\Chrome\\3rdparty\\extensions\\abcdefghijklmnopabcdefghijklmnop\\policy\\installKey","name":"checksum","type":"String","value":"D2mBux8tOeM7tVBMyKNXGz7BNR/qs4dvJ8+Cps7p3jA="},{"key":"Software\\Policies\\Google\\Chrome\\3rdparty\\extensions\\abcdefghijklmnopabcdefghijklmnop\\policy","name":"label","type":"String","value":"finance & \"laptops\" <1>"},{"key":"Software\\Policies\\Google\\Chrome\\3rdparty\\extensions\\abcdefghijklmnopabcdefghijklmnop\\policy\\disabledEvents","name":"1","type":"String","value":"TextInput"},{"key":"Software\\Policies\\Google\\Chrome\\3rdparty\\extensions\\abcdefghijklmnopabcdefghijklmnop\\policy\\text","name":"scope","type":"String","value":"password"},{"key":"Software\\Policies\\Google\\Chrome\\3rdparty\\extensions\\abcdefghijklmnopabcdefghijklmnop\\policy\\text","name":"exactLength","type":"DWord","value":0},{"key":"Software\\Policies\\Google\\Chrome\\3rdparty\\extensions\\abcdefghijklmnopabcdefghijklmnop\\policy\\urls","name":"detail","type":"String","value":"redacted"},{"key":"Software\\Policies\\Google\\Chrome\\3rdparty\\extensions\\abcdefghijklmnopabcdefghijklmnop\\policy\\urls\\fullHosts","name":"1","type":"String","value":"wiki.example.com"},{"key":"Software\\Policies\\Google\\Chrome\\3rdparty\\extensions\\abcdefghijklmnopabcdefghijklmnop\\policy\\urls\\fullHosts","name":"2","type":"String","value":"*.intern.example.com"},{"key":"Software\\Policies\\Google\\Chrome\\3rdparty\\extensions\\abcdefghijklmnopabcdefghijklmnop\\policy\\excludedHosts","name":"1","type":"String","value":"*.bank.example"},{"key":"Software\\Policies\\Google\\Chrome\\3rdparty\\extensions\\abcdefghijklmnopabcdefghijklmnop\\policy\\excludedHosts","name":"2","type":"String","value":"\u00f6rtlich.example"},{"key":"Software\\Policies\\Google\\Chrome\\3rdparty\\extensions\\abcdefghijklmnopabcdefghijklmnop\\policy","name":"includedHosts","type":"String","value":"[]"},{"key":"Software\\Policies\\Google\\Chrome\\3rdparty\\extensions\\abcdefghijklmnopabcdefghijklmnop\\policy","name":"incognito","type":"DWord","value":1},{"key":"Software\\Policies\\Google\\Chrome\\3rdparty\\extensions\\abcdefghijklmnopabcdefghijklmnop\\policy","name":"flushIntervalMs","type":"DWord","value":5000},{"key":"Software\\Policies\\Google\\Chrome\\3rdparty\\extensions\\abcdefghijklmnopabcdefghijklmnop\\policy\\notice","name":"text","type":"String","value":"Recorded here: <logins> & \"addresses\".\nAsk us, \u2019tis fine."},{"key":"Software\\Policies\\Google\\Chrome\\3rdparty\\extensions\\abcdefghijklmnopabcdefghijklmnop\\policy\\notice","name":"contact","type":"String","value":"it@example.com"},{"key":"Software\\Policies\\Google\\Chrome\\3rdparty\\extensions\\abcdefghijklmnopabcdefghijklmnop\\policy","name":"capture","type":"String","value":"standard"}]
'@ | ForEach-Object { $_ })
$ownKeys = @(ConvertFrom-Json -InputObject @'
["Software\\Policies\\Google\\Chrome\\ExtensionSettings\\abcdefghijklmnopabcdefghijklmnop","Software\\Policies\\Google\\Chrome\\3rdparty\\extensions\\abcdefghijklmnopabcdefghijklmnop\\policy"]
'@ | ForEach-Object { $_ })
$filled = $env:COMPUTERNAME
if ($filled) {
    $wanted += [pscustomobject]@{ key = 'Software\Policies\Google\Chrome\3rdparty\extensions\abcdefghijklmnopabcdefghijklmnop\policy'; name = 'device'; type = 'String'; value = $filled }
}
$filled = (Get-CimInstance -ClassName Win32_ComputerSystem).UserName
if ($filled) {
    $wanted += [pscustomobject]@{ key = 'Software\Policies\Google\Chrome\3rdparty\extensions\abcdefghijklmnopabcdefghijklmnop\policy'; name = 'user'; type = 'String'; value = $filled }
}

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
