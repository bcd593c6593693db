import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type AuditRecord, auditFilesIn, createAuditCheck, makeInstallKey } from '@weaklayer/wire'
import { expect, test, vi } from 'vitest'
import { configFingerprint } from '../config/config-fingerprint.ts'
import {
  enrol,
  eventsOf,
  makeSecret,
  post,
  sendEvents,
  startTestGateway,
  temporaryDirectory,
} from '../testing/test-gateway.ts'

function recordsOf(directory: string): AuditRecord[] {
  const check = createAuditCheck<string>()
  const lines = auditFilesIn(readdirSync(directory)).flatMap(name =>
    readFileSync(join(directory, name), 'utf8').split('\n').slice(0, -1),
  )
  for (const line of lines) check.add(line, line)
  expect(check.report().findings).toEqual([])
  return lines.map(line => JSON.parse(line) as AuditRecord)
}
const plain = (records: readonly AuditRecord[]) =>
  records.map(({ seq: _, time: __, previous: ___, hash: ____, ...entry }) => entry)

test('start, installs, renewals, refusals and stop are recorded, uploads are not, and nothing secret is', async () => {
  const gateway = await startTestGateway({ audit: {} })
  const directory = join(gateway.directory, 'audit')
  const first = await enrol(gateway)
  await post(`${gateway.url}/install`, {
    headers: { authorization: `Bearer ${first.token}` },
    body: JSON.stringify({ key: gateway.key, label: 'x', renewal: true }),
  })
  await sendEvents(gateway, first.token, eventsOf([1, 2]))
  const stranger = await makeInstallKey(gateway.key.group)
  for (let time = 0; time < 3; time++)
    await post(`${gateway.url}/install`, { body: JSON.stringify({ key: stranger, label: 'x' }) })
  const installed = recordsOf(directory)
  expect(plain(installed)).toEqual([
    {
      action: 'gateway.started',
      outcome: 'done',
      details: { fingerprint: configFingerprint(gateway.config) },
    },
    {
      action: 'sensor.installed',
      outcome: 'done',
      actor: { address: '127.0.0.1' },
      subject: { sensor: first.sensor, group: gateway.key.group },
    },
  ])
  await gateway.close()
  const all = recordsOf(directory)
  expect(all.slice(2).map(({ action }) => action)).toEqual(['sensor.refused', 'gateway.stopped'])
  expect(all.at(-2)?.details).toMatchObject({
    codes: { KEY_REFUSED: 3, PROOF_INVALID: 1 },
    firstAddresses: ['127.0.0.1'],
  })
  const text = JSON.stringify(all)
  for (const secret of [first.token, gateway.key.secret, stranger.secret]) expect(text).not.toContain(secret)
})

test('a changed configuration is recorded with its fingerprints and names, never with values', async () => {
  const gateway = await startTestGateway({ audit: {} })
  const { config } = gateway
  const [current, past] = [makeSecret(), config.sensor.token.secrets.current]
  const token = { ...config.sensor.token, secrets: { current, past: [past] } }
  const next = { ...config, sensor: { ...config.sensor, token } }
  await gateway.reload({ status: 'ok', config: next, warnings: [] })
  const last = recordsOf(join(gateway.directory, 'audit')).at(-1)
  expect(last).toMatchObject({
    action: 'configuration.changed',
    details: {
      changed: ['sensor.token.secrets.current', 'sensor.token.secrets.past'],
      before: configFingerprint(config),
      after: configFingerprint(next),
    },
  })
  for (const secret of [current, past]) expect(JSON.stringify(last)).not.toContain(secret)
})

test('who revoked whom is recorded, by the admin listener and by the file', async () => {
  const file = join(await temporaryDirectory(), 'revoked.json')
  writeFileSync(file, '{"entries": []}')
  const token = makeSecret()
  const revocation = { file, interval: '100ms' }
  const gateway = await startTestGateway({ audit: {}, admin: { token }, revocation })
  const directory = join(gateway.directory, 'audit')
  const sensor = crypto.randomUUID()
  await fetch(`${gateway.adminUrl}/revocations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ sensor, note: 'lost' }),
  })
  expect(plain(recordsOf(directory)).at(-1)).toEqual({
    action: 'revocation.added',
    outcome: 'done',
    actor: { via: 'admin', address: expect.stringMatching(/127\.0\.0\.1|::1/) },
    subject: { sensor },
    details: { note: 'lost' },
  })
  const group = crypto.randomUUID()
  writeFileSync(file, JSON.stringify({ entries: [{ group }] }))
  await vi.waitFor(() => expect(recordsOf(directory)).toHaveLength(4))
  expect(plain(recordsOf(directory)).slice(-2)).toMatchObject([
    { action: 'revocation.added', actor: { via: 'file' }, subject: { group } },
    { action: 'revocation.removed', actor: { via: 'file' }, subject: { sensor } },
  ])
})

test('without an audit log nothing is written, and everything works', async () => {
  const gateway = await startTestGateway({ audit: { enabled: false } })
  await enrol(gateway)
  expect(readdirSync(gateway.directory)).not.toContain('audit')
})

test('its metrics tell how much it holds', async () => {
  const gateway = await startTestGateway({ audit: {} })
  await enrol(gateway)
  const page = await (await fetch(`${gateway.adminUrl}/metrics`)).text()
  expect(page).toContain('weaklayer_audit_records_total 2\n')
  expect(page).toContain('weaklayer_audit_lost_records_total 0\n')
  expect(page).toContain('weaklayer_audit_head_seq 2\n')
})
