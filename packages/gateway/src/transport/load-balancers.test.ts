import { request as requestHttp } from 'node:http'
import { makeInstallKey, makeSensorKeyPair, makeVerifier, type SensorKeyPair } from '@weaklayer/wire'
import { expect, test, vi } from 'vitest'
import { loadGatewayConfig } from '../config/load-gateway-config.ts'
import { parseYaml } from '../config/parse-yaml.ts'
import {
  ask,
  clientAddress,
  loadBalancersPage,
  type Scene,
  startScene,
} from '../testing/load-balancer-scene.ts'
import { linesOf, makeSecret, proofFor, type TestGateway } from '../testing/test-gateway.ts'

vi.setConfig({ testTimeout: 60_000 })

async function install(scene: Scene, pair: SensorKeyPair): Promise<string> {
  const body = JSON.stringify({ key: scene.gateways[0]?.key, label: 'x' })
  const headers = {
    dpop: await proofFor(pair, '/install'),
    'content-type': 'application/json',
    'x-forwarded-for': '6.6.6.6',
  }
  const answer = await ask(scene, { method: 'POST', path: '/install', headers, body })
  expect(answer).toMatchObject({ status: 200 })
  return (JSON.parse(answer.text) as { token: string }).token
}

async function sendNote(scene: Scene, token: string): Promise<number> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  const body = JSON.stringify([{ type: 'Note', time: 1_763_760_000_000_000 }])
  return (await ask(scene, { method: 'POST', path: '/events', headers, body })).status
}

const asItIs = (config: string) => config
const version1 = (config: string) => config.replace('send-proxy-v2', 'send-proxy')

const examples: [what: string, path: string, change: (config: string) => string][] = [
  ['HAProxy passes TLS on', 'deploy/haproxy/tcp-pass-through.cfg', asItIs],
  ['HAProxy passes TLS on, version 1', 'deploy/haproxy/tcp-pass-through.cfg', version1],
  ['HAProxy ends TLS and passes TCP on', 'deploy/haproxy/tcp-off-load.cfg', asItIs],
  ['HAProxy ends TLS and passes TCP on, version 1', 'deploy/haproxy/tcp-off-load.cfg', version1],
  ['HAProxy ends TLS and passes HTTP on', 'deploy/haproxy/http-off-load.cfg', asItIs],
  ['HAProxy ends TLS and begins it again', 'deploy/haproxy/http-re-encrypt.cfg', asItIs],
  ['nginx passes TLS on', 'deploy/nginx/stream-pass-through.conf', asItIs],
  ['nginx ends TLS and passes TCP on', 'deploy/nginx/stream-off-load.conf', asItIs],
  ['nginx ends TLS and passes HTTP on', 'deploy/nginx/http-off-load.conf', asItIs],
  ['nginx ends TLS and begins it again', 'deploy/nginx/http-re-encrypt.conf', asItIs],
]

test.each(examples)(
  '%s: the Install event has the address of the client, and batches arrive',
  async (_what, path, change) => {
    const scene = await startScene(path, { change })
    const [gateway] = scene.gateways as [TestGateway]
    const token = await install(scene, await makeSensorKeyPair())
    const lines = linesOf(gateway.directory)
    expect(lines.map(({ address }) => address)).toEqual([clientAddress])
    expect(await sendNote(scene, token)).toBe(200)
    expect(gateway.log()).not.toMatch(/PROXY_|CLIENT_CERTIFICATE_REFUSED/)
  },
)

const sticky = ['deploy/haproxy/http-off-load.cfg', 'deploy/haproxy/http-re-encrypt.cfg']

/** Which sensors each of two gateways hears from, when 12 sensors renew their tokens in between. */
async function sensorsOfEach(path: string, change = asItIs): Promise<Set<unknown>[]> {
  const key = await makeInstallKey()
  let nowMs = Date.now()
  const token = { secrets: { current: makeSecret() } }
  const shared = { key, token, verifiers: [await makeVerifier(key)], now: () => nowMs }
  const scene = await startScene(path, { change, gateways: [shared, shared] })
  for (let sensor = 0; sensor < 12; sensor++) {
    const pair = await makeSensorKeyPair()
    const before = await install(scene, pair)
    nowMs += 2000
    const renewed = await install(scene, pair)
    expect(renewed).not.toBe(before)
    for (const one of [before, renewed]) expect(await sendNote(scene, one)).toBe(200)
  }
  const notes = scene.gateways.map(({ directory }) =>
    linesOf(directory).filter(({ type }) => type === 'Note'),
  )
  return notes.map(lines => new Set(lines.map(({ sensor }) => sensor)))
}

const inBoth = (one: Set<unknown>, other: Set<unknown>) => [...one].filter(sensor => other.has(sensor)).length

test.each(sticky)('%s: a sensor stays with one gateway, also after its token was renewed', async path => {
  const [first = new Set(), second = new Set()] = await sensorsOfEach(path)
  expect(inBoth(first, second)).toBe(0)
  expect(first.size + second.size).toBe(12)
  expect(Math.min(first.size, second.size)).toBeGreaterThan(0)
})

test('a hash of the whole header would change with the token', async () => {
  const whole = (config: string) => config.replace(/balance hash .*/, 'balance hdr(Authorization)')
  const [first = new Set(), second = new Set()] = await sensorsOfEach(sticky[0] ?? '', whole)
  expect(inBoth(first, second)).toBeGreaterThan(0)
})

const redirecting = examples.map(([, path]) => path).filter(path => path.includes('/http-'))

test.each(redirecting)('%s sends browsers to https and takes no POST over http', async path => {
  const { plainPort } = await startScene(path)
  const plainly = (method: string) =>
    new Promise<[number | undefined, string | undefined]>((resolve, reject) => {
      const headers = { host: 'gateway.example.com' }
      requestHttp({ host: '127.0.0.1', port: plainPort, method, path: '/a?b', headers }, answer =>
        resolve([answer.resume().statusCode, answer.headers.location]),
      )
        .on('error', reject)
        .end()
    })
  expect(await plainly('GET')).toEqual([308, 'https://gateway.example.com/a?b'])
  expect((await plainly('POST'))[0]).toBe(405)
})

test('every configuration of the page is valid, and warned about where it can be read on the way', async () => {
  const verifiers = [await makeVerifier(await makeInstallKey())]
  const rest = { token: { secrets: { current: makeSecret() } }, install: { verifiers } }
  const blocks = [...loadBalancersPage.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text)
  expect(blocks).toHaveLength(4)
  for (const block of blocks) {
    const parsed = parseYaml(block)
    const { sensor, ...others } = (parsed.status === 'ok' ? parsed.value : {}) as { sensor: object }
    const whole = { sensor: { ...sensor, ...rest }, outputs: [{ type: 'stdout' }], ...others }
    const loaded = await loadGatewayConfig({ text: JSON.stringify(whole) })
    expect(loaded).toMatchObject({ status: 'ok' })
    const paths = loaded.warnings.map(({ path }) => path)
    expect(paths).toEqual(block.includes('https:') ? ['admin.host'] : ['sensor.api', 'admin.host'])
  }
})

test('the page names every example, and every example is tested', () => {
  const named = [...loadBalancersPage.matchAll(/\.\.\/(deploy\/[\w/.-]+)/g)].map(([, path = '']) => path)
  expect(new Set(named)).toEqual(new Set(examples.map(([, path]) => path)))
})
