import { exampleInstallKey, makeInstallKey } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import { checkInstall } from './check-install.ts'
import { checkValues } from './check-values.ts'
import { readPolicyFile } from './read-policy-file.ts'
import { type KnownIds, type SensorPolicy, sensorPolicies } from './sensor-policy.ts'

const id = 'abcdefghijklmnopabcdefghijklmnop'
const addOn = 'sensor@weaklayer.org'
const url = 'https://gateway.example.com/updates/update.xml'
const key = await makeInstallKey()
const nowUs = 1_800_000_000_000_000
const good = {
  api: { protocol: 'https', hostname: 'gateway.example.com', port: 443 },
  installKey: key,
  label: 'finance-laptops',
}

const valuesCodes = (changes: Record<string, unknown>) => {
  const policy: SensorPolicy = { browser: 'any', product: 'x', values: { ...good, ...changes }, policies: {} }
  return checkValues(policy, nowUs).findings.flatMap(({ code }) => code ?? [])
}

test.each([
  ['nothing wrong', {}, []],
  ['no label', { label: undefined }, ['VALUE_INVALID']],
  ['a port as text', { api: { ...good.api, port: '443' } }, ['VALUE_INVALID']],
  ['an unknown key below another', { api: { ...good.api, hostnam: 'x' } }, ['VALUE_UNKNOWN']],
  ['the example key', { installKey: exampleInstallKey }, ['KEY_EXAMPLE']],
  [
    'the example secret in a damaged key',
    { installKey: { ...key, secret: exampleInstallKey.secret } },
    ['VALUE_INVALID', 'KEY_EXAMPLE'],
  ],
  ['a key that ended', { installKey: { ...key, notAfter: nowUs - 1 } }, ['KEY_ENDED']],
  [
    'a key that ends in a week',
    { installKey: { ...key, notAfter: nowUs + 7 * 86_400e6 } },
    ['KEY_ENDS_SOON'],
  ],
  ['a key that ends in a year', { installKey: { ...key, notAfter: nowUs + 365 * 86_400e6 } }, []],
  ['http off loopback', { api: { ...good.api, protocol: 'http' } }, ['HTTP_UNPROTECTED']],
  ['http on loopback', { api: { protocol: 'http', hostname: '127.0.0.1', port: 8080 } }, []],
  ['a variable of Windows', { device: '%ComputerName%' }, ['VARIABLE_VERBATIM']],
  ['a variable of Jamf', { device: '$SERIALNUMBER' }, ['VARIABLE_VERBATIM']],
  ['a variable of Intune', { device: '{{serialnumber}}' }, ['VARIABLE_VERBATIM']],
  ['a machine name', { device: 'LAPTOP-42', user: 'erika@example.com' }, []],
])('values with %s', (_what, changes, codes) => {
  expect(valuesCodes(changes)).toEqual(codes)
})

const installCodes = (policies: Record<string, unknown>, known: KnownIds = {}, browser = 'chromium') => {
  const key = browser === 'chromium' ? 'extensions' : 'Extensions'
  const values = { [browser === 'chromium' ? id : addOn]: good }
  const all = { '3rdparty': { [key]: values }, ...policies }
  const text = JSON.stringify(browser === 'chromium' ? all : { policies: all })
  const found = sensorPolicies(readPolicyFile({ name: 'x', bytes: Buffer.from(text) }).sources, known)
  return found.flatMap(policy => checkInstall(policy, known)).flatMap(({ code }) => code ?? [])
}
const forced = { installation_mode: 'force_installed', update_url: url }
const withIncognito = { '3rdparty': { extensions: { [id]: { ...good, incognito: true } } } }
const listed = { ExtensionInstallForcelist: [`${id};${url}`] }

test.each([
  ['a force list', listed, []],
  ['settings', { ExtensionSettings: { [id]: forced } }, []],
  ['no install', {}, ['INSTALL_MISSING']],
  [
    'an install that is not forced',
    { ExtensionSettings: { [id]: { ...forced, installation_mode: 'normal_installed' } } },
    ['INSTALL_NOT_FORCED'],
  ],
  [
    'settings without address',
    { ExtensionSettings: { [id]: { installation_mode: 'force_installed' } } },
    ['INSTALL_URL_INVALID'],
  ],
  [
    'an address that is none',
    { ExtensionInstallForcelist: [`${id};gateway.example.com/update.xml`] },
    ['INSTALL_URL_INVALID'],
  ],
  [
    'packages over http',
    { ExtensionInstallForcelist: [`${id};http://gateway.example.com/update.xml`] },
    ['UPDATE_HTTP'],
  ],
  [
    'packages over http from this machine',
    { ExtensionInstallForcelist: [`${id};http://127.0.0.1:8080/update.xml`] },
    [],
  ],
  [
    'an id with a slip',
    { ExtensionInstallForcelist: [`abcdefghijklmnopabcdefghijklmnoq;${url}`] },
    ['ID_INVALID', 'ID_WRONG'],
  ],
  ['private windows that nobody allows', { ...listed, ...withIncognito }, ['INCOGNITO_UNSEEN']],
  [
    'private windows that need the sensor',
    { ...listed, ...withIncognito, MandatoryExtensionsForIncognitoNavigation: [id] },
    [],
  ],
  ['no private windows at all', { ...listed, ...withIncognito, IncognitoModeAvailability: 1 }, []],
])('a policy of Chromium with %s', (_what, policies, codes) => {
  expect(installCodes(policies)).toEqual(codes)
})

test('an id that ids.json does not name is found', () => {
  expect(installCodes(listed, { chromium: id })).toEqual([])
  expect(installCodes(listed, { chromium: 'ponmlkjihgfedcbaponmlkjihgfedcba' })).toEqual(['ID_WRONG'])
})

const firefoxInstall = {
  installation_mode: 'force_installed',
  install_url: 'https://gateway.example.com/x.xpi',
}

test.each([
  ['a forced install', firefoxInstall, []],
  ['no address', { installation_mode: 'force_installed' }, ['INSTALL_URL_INVALID']],
  [
    'an install that is not forced',
    { ...firefoxInstall, installation_mode: 'normal_installed' },
    ['INSTALL_NOT_FORCED'],
  ],
])('a policy of Firefox with %s', (_what, settings, codes) => {
  expect(installCodes({ ExtensionSettings: { [addOn]: settings } }, {}, 'firefox')).toEqual(codes)
})

test.each(['windows', 'macos', 'linux'] as const)('a package from outside the store on %s', system => {
  const install = { id, mode: 'force_installed', url, overrides: true, settings: {} }
  const policy: SensorPolicy = { browser: 'chromium', product: 'Chrome', system, install, policies: {} }
  const codes = checkInstall(policy).flatMap(({ code }) => code ?? [])
  expect(codes).toEqual(system === 'linux' ? [] : ['INSTALL_OFF_STORE'])
})
