import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { copyFile, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { expect, test, vi } from 'vitest'
import { sampleDirectory } from './sample-directory.ts'
import { makeAuthority } from './testing/test-certificates.ts'
import {
  batch,
  enrol,
  eventFiles,
  isSettled,
  send,
  startWorkers,
  until,
  workersConfig,
} from './testing/workers-scene.ts'

// Each command is several processes, and everything else of the machine may run at the same time.
vi.setConfig({ testTimeout: 120_000 })

test('HTTPS behind a load balancer, the redirect and a renewed certificate are the same at every worker', async () => {
  await using directory = await sampleDirectory()
  const cwd = directory.path
  const authority = makeAuthority(cwd)
  const https = authority.issue('first', ['localhost'])
  const proxies = { trustedProxies: ['127.0.0.1'], proxyProtocol: 'required' }
  const api = { host: '127.0.0.1', port: 0, https, ...proxies, redirect: { port: 0 } }
  const { key, text } = await workersConfig({ sensor: { api } })
  await writeFile(join(cwd, 'gateway.yaml'), text)
  const { server, url, redirectUrl, workersThat, lines } = await startWorkers(cwd)
  const shown: string[] = []
  const plain = async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    await once(socket, 'connect')
    return socket
  }
  const through = async () => {
    const socket = await plain()
    socket.write('PROXY TCP4 192.0.2.7 192.0.2.1 50000 443\r\n')
    const tls = connectTls({ socket, servername: 'localhost', ca: readFileSync(authority.file) })
    return tls.once('secureConnect', () => shown.push(tls.getPeerCertificate().fingerprint256))
  }

  await until(
    () => enrol(url, key, through),
    () => workersThat('answered', ({ route, status }) => route === '/install' && status === 200).size === 2,
  )
  const { authorization } = await enrol(url, key, through)
  const batches = Array.from({ length: 5 }, (_, index) => batch(index))
  const upload = async (body = '') => {
    const sent = { path: '/events', headers: { authorization }, body }
    expect((await send(url, { ...sent, connect: through })).status).toBe(200)
  }
  for (const body of batches.slice(0, 4)) await upload(body)
  const stored = eventFiles(cwd, '.*').flatMap(name =>
    readFileSync(join(cwd, 'events', name), 'utf8').split('\n'),
  )
  const installs = stored
    .filter(line => line.includes('"Install"'))
    .map(line => JSON.parse(line) as { address: string })
  expect(installs.map(({ address }) => address)).toEqual(installs.map(() => '192.0.2.7'))
  expect(installs.length).toBeGreaterThan(2)

  for (let visit = 0; visit < 4; visit++) {
    const host = { host: 'localhost' }
    const sent = await send(redirectUrl, { path: '/x', headers: host })
    expect([sent.status, sent.headers.location]).toEqual([308, `https://localhost:${new URL(url).port}/x`])
    const refused = await send(redirectUrl, { path: '/events', headers: host, body: '[]' })
    expect(JSON.parse(refused.text)).toMatchObject({ code: 'HTTPS_REQUIRED' })
    const bare = async () => connectTls({ socket: await plain(), rejectUnauthorized: false })
    await expect(send(url, { path: '/', connect: bare })).rejects.toThrow()
  }

  const [old] = shown
  const renewed = authority.issue('second', ['localhost'])
  await copyFile(renewed.certificate, https.certificate)
  await copyFile(renewed.key, https.key)
  server.child.kill('SIGHUP')
  const says = 'another certificate is served from now on'
  await vi.waitFor(() => expect(workersThat(says)).toEqual(new Set([1, 2])), isSettled)
  expect(new Set(shown)).toEqual(new Set([old]))
  shown.length = 0
  const before = lines().length
  await until(
    () => upload(batches[4]),
    () =>
      new Set(
        lines()
          .slice(before)
          .filter(({ msg }) => msg === 'answered')
          .map(({ worker }) => worker),
      ).size === 2,
  )
  expect(new Set(shown).size).toBe(1)
  expect(shown).not.toContain(old)
  server.child.kill('SIGTERM')
  expect(await server.finished).toMatchObject({ status: 0, signal: null })
})
