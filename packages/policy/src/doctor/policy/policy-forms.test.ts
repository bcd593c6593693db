import { exampleInstallKey } from '@weaklayer/wire'
import { build } from 'plist'
import { expect, test } from 'vitest'
import { readPolicyFile } from './read-policy-file.ts'
import { sensorPolicies } from './sensor-policy.ts'

const id = 'abcdefghijklmnopabcdefghijklmnop'
const updateUrl = 'https://gateway.example.com/updates/update.xml'
const values = {
  api: { protocol: 'https', hostname: 'gateway.example.com', port: 443 },
  installKey: exampleInstallKey,
  label: 'finance-laptops',
  incognito: true,
  excludedHosts: ['example.org', '*.example.net'],
}

const { group, secret, checksum } = exampleInstallKey
const chrome = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Google\\Chrome'
const registryExport = `Windows Registry Editor Version 5.00

; made by hand, as regedit exports it
[${chrome}\\ExtensionInstallForcelist]
"1"="${id};${updateUrl}"

[${chrome}\\3rdparty\\extensions\\${id}\\policy]
"label"="finance-laptops"
"incognito"=dword:00000001

[${chrome}\\3rdparty\\extensions\\${id}\\policy\\api]
"protocol"="https"
"hostname"="gateway.example.com"
"port"=dword:000001bb

[${chrome}\\3rdparty\\extensions\\${id}\\policy\\installKey]
"group"="${group}"
"secret"="${secret}"
"checksum"="${checksum}"

[${chrome}\\3rdparty\\extensions\\${id}\\policy\\excludedHosts]
"1"="example.org"
"2"="*.example.net"
`.replaceAll('\n', '\r\n')

const payload = (PayloadType: string, settings: Record<string, unknown>) => ({
  PayloadType,
  PayloadVersion: 1,
  PayloadUUID: 'x',
  ...settings,
})
const profile = build({
  PayloadType: 'Configuration',
  PayloadContent: [
    payload('com.google.Chrome', { ExtensionInstallForcelist: [`${id};${updateUrl}`] }),
    payload(`com.google.Chrome.extensions.${id}`, values),
  ],
})
const oldProfile = build({
  PayloadType: 'Configuration',
  PayloadContent: [
    payload('com.apple.ManagedClient.preferences', {
      PayloadContent: {
        'com.google.Chrome': {
          Forced: [{ mcx_preference_settings: { ExtensionInstallForcelist: [`${id};${updateUrl}`] } }],
        },
        [`com.google.Chrome.extensions.${id}`]: { Forced: [{ mcx_preference_settings: values }] },
      },
    }),
  ],
})

const managed = {
  ExtensionInstallForcelist: [`${id};${updateUrl}`],
  '3rdparty': { extensions: { [id]: values } },
}
const settings = {
  ExtensionSettings: { [id]: { installation_mode: 'force_installed', update_url: updateUrl } },
  '3rdparty': { extensions: { [id]: values } },
}
const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])
const read = (content: string | Buffer, name = 'policy') =>
  readPolicyFile({ name, bytes: typeof content === 'string' ? Buffer.from(content) : content })

test.each([
  ['managed JSON of Chromium', JSON.stringify(managed), 'Chromium', undefined],
  ['managed JSON with ExtensionSettings', JSON.stringify(settings), 'Chromium', undefined],
  ['a registry export in UTF-8', registryExport, 'Chrome', 'windows'],
  ['a registry export in UTF-16', utf16(registryExport), 'Chrome', 'windows'],
  [
    'a registry export of Edge',
    registryExport.replaceAll('Google\\Chrome', 'Microsoft\\Edge'),
    'Edge',
    'windows',
  ],
  ['a configuration profile', profile, 'Chrome', 'macos'],
  ['a configuration profile of the old kind', oldProfile, 'Chrome', 'macos'],
])('%s gives install and values with their types', (_what, content, ...[product, system]) => {
  const { sources, findings } = read(content)
  expect(findings).toEqual([])
  expect(sensorPolicies(sources)).toMatchObject([
    {
      product,
      ...(system && { system }),
      valuesId: id,
      values,
      install: { id, url: updateUrl, mode: 'force_installed' },
    },
  ])
})

test('policies.json of Firefox gives install and values', () => {
  const addOn = 'sensor@weaklayer.org'
  const installed = { installation_mode: 'force_installed', install_url: 'https://gateway.example.com/x.xpi' }
  const policies = {
    ExtensionSettings: { [addOn]: installed },
    '3rdparty': { Extensions: { [addOn]: values } },
  }
  const { sources, findings } = read(JSON.stringify({ policies }))
  expect(findings).toEqual([])
  expect(sensorPolicies(sources)).toMatchObject([
    { browser: 'firefox', valuesId: addOn, values, install: { id: addOn, url: installed.install_url } },
  ])
})

test('in the registry of Firefox a list is read from JSON, and numbers stay numbers', () => {
  const key = 'HKEY_LOCAL_MACHINE\\Software\\Policies\\Mozilla\\Firefox'
  const json = {
    'sensor@weaklayer.org': { installation_mode: 'force_installed', install_url: 'https://g.example/x.xpi' },
  }
  const hex = Buffer.from(`${JSON.stringify(json)}\0\0`, 'utf16le')
  const bytes = [...hex].map(byte => byte.toString(16).padStart(2, '0')).join(',')
  const wrapped = bytes.replaceAll(/(.{60},?)/g, '$1\\\r\n  ')
  const text = `Windows Registry Editor Version 5.00\r\n\r\n[${key}]\r\n"ExtensionSettings"=hex(7):${wrapped}\r\n\r\n[${key}\\3rdparty\\Extensions\\sensor@weaklayer.org]\r\n"label"="x"\r\n"incognito"=dword:00000001\r\n`
  expect(sensorPolicies(read(text).sources)).toMatchObject([
    {
      install: { mode: 'force_installed', url: 'https://g.example/x.xpi' },
      values: { label: 'x', incognito: 1 },
    },
  ])
})

test('Google Admin JSON is unwrapped once', () => {
  const wrapped = Object.fromEntries(Object.entries(values).map(([key, Value]) => [key, { Value }]))
  const { sources, findings } = read(JSON.stringify(wrapped))
  expect({ findings, sources: sensorPolicies(sources) }).toMatchObject({
    findings: [],
    sources: [{ values }],
  })
})

test.each([
  ['twice', { label: { Value: { Value: 'x' } } }, '`label` is wrapped twice'],
  ['not at all', { label: 'x' }, '`label` is not wrapped in `Value`'],
])('a key of Google Admin JSON that is wrapped %s is a problem', (_what, change, found) => {
  const { findings } = read(JSON.stringify({ api: { Value: values.api }, ...change }))
  expect(findings).toMatchObject([{ code: 'POLICY_WRAPPED_WRONG', found }])
})

test('the configuration of a sensor may be YAML', () => {
  const text = 'api: {protocol: https, hostname: gateway.example.com, port: 443}\nlabel: finance-laptops\n'
  const { sources, findings } = read(text)
  expect(findings).toEqual([])
  expect(sensorPolicies(sources)).toMatchObject([{ values: { api: values.api, label: 'finance-laptops' } }])
})

test('force list and values count together when they are in two files', () => {
  const { ExtensionInstallForcelist, ...rest } = managed
  const both = [{ ExtensionInstallForcelist }, rest].flatMap(each => read(JSON.stringify(each)).sources)
  expect(sensorPolicies(both)).toMatchObject([{ valuesId: id, install: { id } }])
})

test('other extensions of the same policy are left alone', () => {
  const other = 'ponmlkjihgfedcbaponmlkjihgfedcba'
  const policy = {
    ExtensionInstallForcelist: [
      `${other};https://clients2.google.com/service/update2/crx`,
      ...managed.ExtensionInstallForcelist,
    ],
    '3rdparty': { extensions: { [other]: { toOverwrite: 1 }, [id]: values } },
  }
  expect(sensorPolicies(read(JSON.stringify(policy)).sources)).toMatchObject([
    { valuesId: id, install: { id } },
  ])
})

test.each([
  ['a comma too many in policies.json', '{"policies": {"ExtensionSettings": {},}}', 'POLICY_UNREADABLE'],
  ['a comma too many in managed JSON', '{"ExtensionInstallForcelist": [],}', 'POLICY_NOT_STRICT'],
  ['a brace too few', '{"ExtensionInstallForcelist": [', 'POLICY_UNREADABLE'],
  ['a key that is there twice', '{"label": "x", "label": "y"}', 'POLICY_KEY_TWICE'],
  [
    'a broken registry export',
    'Windows Registry Editor Version 5.00\n[HKEY_LOCAL_MACHINE\\x]\nlabel=x',
    'POLICY_UNREADABLE',
  ],
  ['a broken property list', '<plist><dict><key>', 'POLICY_UNREADABLE'],
  ['a policy of the user', registryExport.replaceAll('LOCAL_MACHINE', 'CURRENT_USER'), 'POLICY_OF_USER'],
  ['something else', '{"name": "x"}', 'POLICY_UNKNOWN_FORM'],
  ['capitals in 3rdparty', '{"3rdParty": {"extensions": {}}}', 'POLICY_NAME_MISTYPED'],
  ['Extensions for extensions', '{"3rdparty": {"Extensions": {}}}', 'POLICY_NAME_MISTYPED'],
  [
    'a setting with a slip',
    `{"ExtensionSettings": {"${id}": {"instalation_mode": "x"}}}`,
    'POLICY_NAME_MISTYPED',
  ],
])('%s is found', (_what, text, code) => {
  expect(read(text).findings.map(each => each.code)).toEqual([code])
})

test('what is wrong with a file is told by its place, never by its text', () => {
  const { findings } = read(`{"installKey": {"secret": "${secret}", "checksum" "${checksum}"}}`)
  expect(findings).toMatchObject([
    { code: 'POLICY_UNREADABLE', found: expect.stringMatching(/^line 1, column \d+/) },
  ])
  expect(JSON.stringify(findings)).not.toContain(secret.slice(0, 12))
})
