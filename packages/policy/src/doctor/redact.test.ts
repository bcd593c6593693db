import { makeInstallKey } from '@weaklayer/wire'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { fine } from './finding.ts'
import { redact, secretsIn } from './redact.ts'
import { runDoctor } from './run-doctor.ts'

const { secret, checksum, group } = await makeInstallKey()
const api = { protocol: 'https', hostname: 'gateway.invalid', port: 1 }

/** Nothing of the secret that would help anybody. */
const holdsSecret = (text: string) =>
  [secret, checksum].some(each => text.toLowerCase().includes(each.slice(0, 16).toLowerCase()))

test.each([
  ['its place', { api, installKey: { group, secret, checksum }, label: 'x' }],
  ['the label', { api, installKey: { group, secret: 'x', checksum }, label: secret }],
  ['the name of a key', { api, [secret]: 1, label: 'x' }],
  ['an unknown key', { api, installkey: { secret, checksum }, label: 'x' }],
  ['a host', { api: { ...api, hostname: secret }, label: 'x' }],
  ['device', { api, label: 'x', device: `%${secret}%` }],
  ['an id', { '3rdparty': { extensions: { [secret]: { label: 'x' } } } }],
  ['an address', { ExtensionInstallForcelist: [`${secret};https://gateway.invalid/${secret}`] }],
  ['a mode', { ExtensionSettings: { x: { installation_mode: secret, update_url: 'https://g.invalid/' } } }],
  ['a wrapped key', { api: { Value: api }, label: secret }],
])('a secret at %s does not come out', async (_where, policy) => {
  const files = [{ name: 'policy.json', bytes: Buffer.from(JSON.stringify(policy)) }]
  const findings = await runDoctor({ files, network: { timeoutMs: 2000, authorities: [] } })
  expect(findings.length).toBeGreaterThan(0)
  expect(holdsSecret(JSON.stringify(findings))).toBe(false)
})

test('the search for a secret finds a planted one', () => {
  expect(holdsSecret(JSON.stringify(fine('key', 'x', `the key ${secret}`)))).toBe(true)
})

test('whatever else a finding says, secrets of the policy are taken out of it', () => {
  const base64 = fc.stringMatching(/^[A-Za-z0-9+/]{42}[A-Za-z0-9]=$/)
  const around = fc.tuple(fc.string(), base64, fc.string(), fc.constantFrom('a', 'label', 'secret'))
  void fc.assert(
    fc.property(around, ([before, planted, after, name]) => {
      const secrets = secretsIn({ deep: [{ [name]: planted }] })
      const [clean] = redact([fine('key', before, `${before}${planted}${after}`)], secrets)
      return clean?.found === `${before}…${after}`
    }),
  )
})
