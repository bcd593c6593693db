import { once } from 'node:events'
import { copyFileSync } from 'node:fs'
import { connect } from 'node:tls'
import { expect, onTestFinished, test, vi } from 'vitest'
import { makeAuthority } from '../testing/test-certificates.ts'
import { startTestGateway, temporaryDirectory } from '../testing/test-gateway.ts'
import { offer, startPermissiveServer, type TlsProbe } from '../testing/tls-probe.ts'
import { tlsTerms } from './tls-terms.ts'

// A process for each probe, and two probes a row.
vi.setConfig({ testTimeout: 120_000 })

interface Row extends TlsProbe {
  what: string
  /** Of the gateway's certificate. */
  key: 'rsa' | 'ec'
  isAccepted: boolean
}

const accepted = { isAccepted: true } as const
const refused = { isAccepted: false } as const
const tls13 = { version: 'tls1_3', key: 'ec' } as const
const tls12 = { version: 'tls1_2', key: 'rsa' } as const
const tls12Ec = { version: 'tls1_2', key: 'ec' } as const
const good = 'ECDHE-RSA-AES256-GCM-SHA384'

const rows: Row[] = [
  { what: 'TLS 1.3', ...tls13, cipher: 'TLS_AES_256_GCM_SHA384', ...accepted },
  { what: 'TLS 1.3', ...tls13, cipher: 'TLS_CHACHA20_POLY1305_SHA256', ...accepted },
  { what: 'TLS 1.3', ...tls13, cipher: 'TLS_AES_128_GCM_SHA256', ...accepted },
  { what: 'TLS 1.3 with an RSA key', ...tls13, key: 'rsa', cipher: 'TLS_AES_128_GCM_SHA256', ...accepted },
  { what: 'TLS 1.2', ...tls12, cipher: good, ...accepted },
  { what: 'TLS 1.2', ...tls12, cipher: 'ECDHE-RSA-CHACHA20-POLY1305', ...accepted },
  { what: 'TLS 1.2', ...tls12, cipher: 'ECDHE-RSA-AES128-GCM-SHA256', ...accepted },
  { what: 'TLS 1.2', ...tls12Ec, cipher: 'ECDHE-ECDSA-AES256-GCM-SHA384', ...accepted },
  { what: 'TLS 1.2', ...tls12Ec, cipher: 'ECDHE-ECDSA-CHACHA20-POLY1305', ...accepted },
  { what: 'TLS 1.2', ...tls12Ec, cipher: 'ECDHE-ECDSA-AES128-GCM-SHA256', ...accepted },
  { what: 'curve X25519', ...tls12, cipher: good, curve: 'X25519', ...accepted },
  { what: 'curve P-256', ...tls12, cipher: good, curve: 'P-256', ...accepted },
  { what: 'curve P-384', ...tls12, cipher: good, curve: 'P-384', ...accepted },
  { what: 'TLS 1.0', version: 'tls1', key: 'rsa', cipher: 'ECDHE-RSA-AES256-SHA', ...refused },
  { what: 'TLS 1.0', version: 'tls1', key: 'ec', cipher: 'ECDHE-ECDSA-AES128-SHA', ...refused },
  { what: 'TLS 1.1', version: 'tls1_1', key: 'rsa', cipher: 'ECDHE-RSA-AES256-SHA', ...refused },
  { what: 'TLS 1.1', version: 'tls1_1', key: 'ec', cipher: 'ECDHE-ECDSA-AES128-SHA', ...refused },
  { what: 'CBC', ...tls12, cipher: 'ECDHE-RSA-AES128-SHA', ...refused },
  { what: 'CBC', ...tls12, cipher: 'ECDHE-RSA-AES128-SHA256', ...refused },
  { what: 'CBC', ...tls12, cipher: 'ECDHE-RSA-AES256-SHA384', ...refused },
  { what: 'CBC', ...tls12Ec, cipher: 'ECDHE-ECDSA-AES256-SHA', ...refused },
  { what: 'CBC', ...tls12Ec, cipher: 'ECDHE-ECDSA-AES256-SHA384', ...refused },
  { what: 'CBC, Camellia', ...tls12, cipher: 'ECDHE-RSA-CAMELLIA256-SHA384', ...refused },
  { what: 'static RSA', ...tls12, cipher: 'AES128-GCM-SHA256', ...refused },
  { what: 'static RSA', ...tls12, cipher: 'AES256-GCM-SHA384', ...refused },
  { what: 'static RSA, CBC', ...tls12, cipher: 'AES256-SHA', ...refused },
  { what: 'finite-field DH', ...tls12, cipher: 'DHE-RSA-AES256-GCM-SHA384', ...refused },
  { what: 'finite-field DH, CBC', ...tls12, cipher: 'DHE-RSA-AES128-SHA', ...refused },
  { what: 'CCM', ...tls12Ec, cipher: 'ECDHE-ECDSA-AES128-CCM', ...refused },
  { what: 'CCM with a short tag', ...tls12Ec, cipher: 'ECDHE-ECDSA-AES128-CCM8', ...refused },
  { what: 'CCM with a short tag', ...tls13, cipher: 'TLS_AES_128_CCM_8_SHA256', ...refused },
  { what: 'no authentication', ...tls12, cipher: 'ADH-AES256-GCM-SHA384', ...refused },
  { what: 'no authentication, CBC', ...tls12, cipher: 'AECDH-AES128-SHA', ...refused },
  { what: 'no encryption', ...tls12, cipher: 'ECDHE-RSA-NULL-SHA', ...refused },
  { what: 'curve secp224r1', ...tls12, cipher: good, curve: 'secp224r1', ...refused },
  { what: 'curve brainpoolP256r1', ...tls12, cipher: good, curve: 'brainpoolP256r1', ...refused },
  { what: 'signature with SHA-1', ...tls12, cipher: good, signature: 'RSA+SHA1', ...refused },
]

test('TLS 1.2 and 1.3 with forward secrecy and authenticated encryption, and nothing older or weaker', async () => {
  const authority = makeAuthority(await temporaryDirectory())
  const pairs = { rsa: authority.issue('rsa', { algorithm: 'rsa' }), ec: authority.issue('ec') }
  const gateways = {
    rsa: await startTestGateway({ api: { https: pairs.rsa } }),
    ec: await startTestGateway({ api: { https: pairs.ec } }),
  }
  const permissive = await startPermissiveServer(pairs.rsa, pairs.ec)
  onTestFinished(permissive.close)
  const report: string[] = [
    '| Offered | Cipher | Certificate | Permissive server | Gateway |',
    '|---|---|---|---|---|',
  ]
  for (const { what, key, isAccepted, ...probe } of rows) {
    // A probe that no server accepts would show nothing.
    const able = await offer(permissive.port, probe)
    const answer = await offer(gateways[key].port, probe)
    report.push(`| ${what} | ${probe.cipher} | ${key} | ${able} | ${answer ?? 'refused'} |`)
    expect(able, `${what} ${probe.cipher}: the probe itself`).toContain(probe.cipher)
    expect(answer, `${what} ${probe.cipher}`).toBe(isAccepted ? able : undefined)
  }
  console.log(report.join('\n'))
})

test('the hybrid key exchange of browsers is agreed on', async () => {
  const https = makeAuthority(await temporaryDirectory()).issue('gateway')
  const { port } = await startTestGateway({ api: { https } })
  const curve = 'X25519MLKEM768'
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ecdhCurve: curve })
  await once(socket, 'secureConnect')
  expect(socket.getProtocol()).toBe('TLSv1.3')
  socket.destroy()
  expect(tlsTerms.ecdhCurve).toBe(`${curve}:X25519:P-256:P-384`)
})

test('a renewed certificate is served on the same terms', async () => {
  const authority = makeAuthority(await temporaryDirectory())
  const https = authority.issue('gateway', { algorithm: 'rsa' })
  const gateway = await startTestGateway({ api: { https } })
  const renewed = authority.issue('renewed', { algorithm: 'rsa' })
  copyFileSync(renewed.certificate, https.certificate)
  copyFileSync(renewed.key, https.key)
  await gateway.reload({ status: 'ok', config: gateway.config, warnings: [] })
  expect(gateway.log()).toContain('another certificate is served')
  const offered: [version: 'tls1_1' | 'tls1_2', cipher: string, agreed: string | undefined][] = [
    ['tls1_2', good, `TLSv1.2 ${good}`],
    ['tls1_2', 'AES128-GCM-SHA256', undefined],
    ['tls1_2', 'ECDHE-RSA-AES128-SHA', undefined],
    ['tls1_1', 'ECDHE-RSA-AES256-SHA', undefined],
  ]
  for (const [version, cipher, agreed] of offered) {
    expect(await offer(gateway.port, { version, cipher })).toBe(agreed)
  }
})
