import { copyFileSync, readFileSync } from 'node:fs'
import { type ConnectionOptions, connect } from 'node:tls'
import { expect, test } from 'vitest'
import { makeAuthority, type Pair, type TestAuthority } from '../testing/test-certificates.ts'
import { startTestGateway, type TestGateway, temporaryDirectory } from '../testing/test-gateway.ts'

interface Scene {
  authority: TestAuthority
  stranger: TestAuthority
  https: Pair
}

async function makeScene(): Promise<Scene> {
  const directory = await temporaryDirectory()
  const authority = makeAuthority(directory)
  return { authority, stranger: makeAuthority(directory, 'stranger'), https: authority.issue('gateway') }
}

const start = (scene: Scene, clientCertificates: Record<string, unknown> = {}) =>
  startTestGateway({
    api: {
      https: {
        ...scene.https,
        clientCertificates: { authority: scene.authority.file, ...clientCertificates },
      },
    },
  })

const shown = ({ certificate, key }: Pair): ConnectionOptions => ({
  cert: readFileSync(certificate),
  key: readFileSync(key),
})

/** The status of an answer; `refused` where the connection ends without one. TLS 1.3 tells a client late. */
function ask({ port }: TestGateway, options: ConnectionOptions = {}): Promise<string> {
  return new Promise(resolve => {
    let text = ''
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options })
    socket.once('secureConnect', () => socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'))
    socket.on('data', chunk => (text += chunk)).on('error', () => undefined)
    socket.on('close', () => resolve(text.split(' ')[1] ?? 'refused'))
  })
}

const metrics = async ({ adminUrl }: TestGateway) => await (await fetch(`${adminUrl}/metrics`)).text()
const versions = ['TLSv1.2', 'TLSv1.3'] as const

test.each(versions)('who shows no certificate of the authority is refused with %s', async version => {
  const scene = await makeScene()
  const gateway = await start(scene)
  const by = { minVersion: version, maxVersion: version }
  const good = scene.authority.issue('balancer', { use: 'clientAuth' })
  const strange = scene.stranger.issue('impostor', { use: 'clientAuth' })
  const old = scene.authority.issue('old', { use: 'clientAuth', days: -1 })
  const server = scene.authority.issue('server', { use: 'serverAuth' })
  expect(await ask(gateway, { ...by, ...shown(good) })).toBe('200')
  expect(await ask(gateway, by)).toBe('refused')
  for (const pair of [strange, old, server])
    expect(await ask(gateway, { ...by, ...shown(pair) })).toBe('refused')
  expect(gateway.log()).toContain('CLIENT_CERTIFICATE_REFUSED')
  const page = await metrics(gateway)
  expect(page).toContain('weaklayer_client_certificates_total{result="valid"} 1')
  expect(page).toContain('weaklayer_client_certificates_total{result="none"} 1')
  expect(page).toContain('weaklayer_client_certificates_total{result="other"} 3')
})

test('where certificates are optional everybody is let in and counted', async () => {
  const scene = await makeScene()
  const gateway = await start(scene, { mode: 'optional' })
  const strange = scene.stranger.issue('impostor', { use: 'clientAuth' })
  const good = scene.authority.issue('balancer', { use: 'clientAuth' })
  for (const options of [{}, shown(strange), shown(good)]) expect(await ask(gateway, options)).toBe('200')
  const page = await metrics(gateway)
  for (const result of ['valid', 'none', 'other']) {
    expect(page).toContain(`weaklayer_client_certificates_total{result="${result}"} 1`)
  }
})

test('a replaced authority counts for new connections, also for those that take up an old session', async () => {
  const scene = await makeScene()
  const gateway = await start(scene)
  const good = shown(scene.authority.issue('balancer', { use: 'clientAuth' }))
  const next = shown(scene.stranger.issue('successor', { use: 'clientAuth' }))
  const session = await sessionOf(gateway, good)
  expect(await ask(gateway, { ...good, session })).toBe('200')
  copyFileSync(scene.stranger.file, scene.authority.file)
  await gateway.reload({ status: 'ok', config: gateway.config, warnings: [] })
  expect(await ask(gateway, { ...good, session })).toBe('refused')
  expect([await ask(gateway, good), await ask(gateway, next)]).toEqual(['refused', '200'])
})

function sessionOf({ port }: TestGateway, options: ConnectionOptions): Promise<Buffer> {
  return new Promise(resolve => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options })
    socket.once('session', session => {
      socket.destroy()
      resolve(session)
    })
  })
}

test.each([
  ['that is missing', () => 'nowhere.pem', 'nowhere.pem: ENOENT'],
  ['that is a key', (scene: Scene) => scene.https.key, 'holds no certificate'],
])('an authority %s refuses the start', async (_what, file, message) => {
  const scene = await makeScene()
  await expect(start(scene, { authority: file(scene) })).rejects.toMatchObject({
    code: 'CLIENT_AUTHORITY_UNUSABLE',
    message: expect.stringContaining(message),
  })
})

test('an authority that ends soon is warned about, and one that has expired refuses the start', async () => {
  const { https } = await makeScene()
  const short = makeAuthority(await temporaryDirectory(), 'short', 1)
  const startAt = (now: () => number) =>
    startTestGateway({ api: { https: { ...https, clientCertificates: { authority: short.file } } }, now })
  const gateway = await startAt(Date.now)
  expect(gateway.log()).toMatch(/"file":"[^"]*short\.pem"[^}]*the certificate expires soon/)
  const later = startAt(() => Date.now() + 2 * 86_400_000)
  await expect(later).rejects.toMatchObject({ code: 'CLIENT_AUTHORITY_UNUSABLE' })
})
