# Sets the policy. Run it as SYSTEM or administrator, in 64-bit PowerShell.
#Requires -Version 5.1
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
$wanted = @(ConvertFrom-Json -InputObject @'
[{"key":"Software\\Policies\\Mozilla\\Firefox","name":"ExtensionSettings","type":"MultiString","value":["{\"sensor@weaklayer.org\":{\"installation_mode\":\"force_installed\",\"install_url\":\"https://gateway.example.com/updates/weaklayer-1.2.0.xpi\",\"update_url\":\"https://gateway.example.com/updates/updates.json\",\"private_browsing\":true,\"runtime_allowed_hosts\":[\"https://gateway.example.com\"],\"default_area\":\"navbar\"}}"]},{"key":"Software\\Policies\\Mozilla\\Firefox\\3rdparty\\Extensions","name":"sensor@weaklayer.org","type":"MultiString","value":["{\"api\":{\"protocol\":\"https\",\"hostname\":\"gateway.example.com\",\"port\":8443},\"installKey\":{\"group\":\"5b0a4a52-3c6b-4d7e-9a55-0f6a3b1c2d3e\",\"secret\":\"kZ7/kZ7/kZ7/kZ7/kZ7/kZ7/kZ7/kZ7/kZ7/kZ7/kZ7/kZ7/kZ7/kZ7/kZ7/kZ7/kZ7/kZ7/kZ7/kZ7/kZ7/kQ==\",\"checksum\":\"D2mBux8tOeM7tVBMyKNXGz7BNR/qs4dvJ8+Cps7p3jA=\"},\"label\":\"finance & \\\"laptops\\\" <1>\",\"disabledEvents\":[\"TextInput\"],\"text\":{\"scope\":\"password\",\"exactLength\":false},\"urls\":{\"detail\":\"redacted\",\"fullHosts\":[\"wiki.example.com\",\"*.intern.example.com\"]},\"excludedHosts\":[\"*.bank.example\",\"\u00f6rtlich.example\"],\"includedHosts\":[],\"incognito\":true,\"flushIntervalMs\":5000,\"notice\":{\"text\":\"Recorded here: <logins> & \\\"addresses\\\".\\nAsk us, \u2019tis fine.\",\"contact\":\"it@example.com\"},\"capture\":\"standard\"}"]},{"key":"Software\\Policies\\Mozilla\\Firefox\\LocalNetworkAccess\\SkipDomains","name":"1","type":"String","value":"gateway.example.com"}]
'@ | ForEach-Object { $_ })
$ownKeys = @(ConvertFrom-Json -InputObject @'
[]
'@ | ForEach-Object { $_ })
$filled = $env:COMPUTERNAME
if ($filled) {
    $wanted | Where-Object { $_.key -eq 'Software\Policies\Mozilla\Firefox\3rdparty\Extensions' -and $_.name -eq 'sensor@weaklayer.org' } | ForEach-Object { $_.value = @('{"device":' + (ConvertTo-Json -InputObject $filled) + ',' + @($_.value)[0].Substring(1)) }
}
$filled = (Get-CimInstance -ClassName Win32_ComputerSystem).UserName
if ($filled) {
    $wanted | Where-Object { $_.key -eq 'Software\Policies\Mozilla\Firefox\3rdparty\Extensions' -and $_.name -eq 'sensor@weaklayer.org' } | ForEach-Object { $_.value = @('{"user":' + (ConvertTo-Json -InputObject $filled) + ',' + @($_.value)[0].Substring(1)) }
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
