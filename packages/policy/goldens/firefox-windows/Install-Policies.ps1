#Requires -Version 5.1
# Copies the policy to Firefox: .\Install-Policies.ps1 [-Hardened] [-Directory PATH]. Run it as administrator.
param(
    [switch] $Hardened,
    [string] $Directory = (Join-Path $env:ProgramFiles 'Mozilla Firefox\distribution')
)
$ErrorActionPreference = 'Stop'
$source = 'policies.json'
if ($Hardened) { $source = 'policies-hardened.json' }
$target = Join-Path $Directory 'policies.json'
$utf8 = New-Object System.Text.UTF8Encoding $false
if ((Test-Path $target) -and -not [System.IO.File]::ReadAllText($target, $utf8).Contains('"sensor@weaklayer.org"')) {
    Write-Error "$target has other policies: merge them by hand."
}
$text = [System.IO.File]::ReadAllText((Join-Path $PSScriptRoot $source), $utf8)
$device = ConvertTo-Json -InputObject $env:COMPUTERNAME
$text = $text -creplace '(?m)^( *)"label": ', ('$1"device": ' + $device + ",`n" + '$&')
New-Item -ItemType Directory -Force -Path $Directory | Out-Null
[System.IO.File]::WriteAllText($target, $text, $utf8)
