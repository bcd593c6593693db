import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { request as requestHttp } from 'node:http'
import { type RequestOptions, request } from 'node:https'
import { basename, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { parseYaml } from '../config/parse-yaml.ts'
import { freePort, startLoadBalancer } from '../testing/load-balancer.ts'
import { makeAuthority, type TestAuthority } from '../testing/test-certificates.ts'
import { linesOf, startTestGateway, type TestGateway, temporaryDirectory } from '../testing/test-gateway.ts'

vi.setConfig({ testTimeout: 60_000 })

const root = new URL('../../../../', import.meta.url)
const page = readFileSync(new URL('docs/load-balancers.md', root), 'utf8')

/** Another than that of load balancer and gateway. */
const clientAddress = '127.0.0.9'
const balancerAddress = '127.0.0.1'
const names = 'DNS:gateway.example.com'

type Json = Record<string, unknown>

/** What docs/load-balancers.md tells the gateway behind an example. */
function documentedApi(example: string): { https?: Json; port: number } & Json {
  const blocks = [...page.matchAll(/```yaml\n# (.+)\n([\s\S]*?)```/g)]
  const [, , text = ''] = blocks.find(([, files = '']) => files.split(', ').includes(example)) ?? []
  const parsed = parseYaml(text)
  if (parsed.status === 'invalid' || parsed.value === null) throw new Error(`no block of ${example}`)
  const { sensor } = parsed.value as { sensor: { api: { https?: Json; port: number } & Json } }
  expect(sensor.api).toMatchObject({ trustedProxies: ['10.0.0.5'] })
  return sensor.api
}

interface Scene {
  gateway: TestGateway
  port: number
  plainPort: number
  authority: TestAuthority
}

async function startScene(path: string, change = (config: string) => config): Promise<Scene> {
  const directory = await temporaryDirectory()
  // Workers of nginx are another user.
  chmodSync(directory, 0o755)
  const authority = makeAuthority(directory)
  const gateway = await startGatewayBehind(basename(path), authority)
  const [port, plainPort] = [await freePort(), await freePort()]
  const example = change(readFileSync(new URL(path, root), 'utf8'))
  const files = writeFiles(directory, authority)
  const config = moved(example, { ...files, ...placesOf(example, { gateway, port, plainPort }) })
  const program = path.includes('haproxy') ? 'haproxy' : 'nginx'
  await startLoadBalancer({ program, config, directory, port })
  return { gateway, port, plainPort, authority }
}

async function startGatewayBehind(example: string, authority: TestAuthority): Promise<TestGateway> {
  const { https, port, host: _, ...api } = documentedApi(example)
  expect(port).toBeTypeOf('number')
  const own = https && {
    ...https,
    ...authority.issue('backend', { names }),
    ...(https.clientCertificates !== undefined && { clientCertificates: { authority: authority.file } }),
  }
  return await startTestGateway({
    api: { ...api, ...(own && { https: own }), trustedProxies: [balancerAddress] },
    admin: { host: '127.0.0.1' },
    drain: { grace: 0 },
  })
}

/** The files that the examples name, in their place in the folder of the test. */
function writeFiles(directory: string, authority: TestAuthority): Record<string, string> {
  const front = authority.issue('front', { names })
  const client = authority.issue('client', { use: 'clientAuth' })
  const joined = (name: string, pair: { certificate: string; key: string }) => {
    const file = join(directory, name)
    writeFileSync(file, readFileSync(pair.certificate, 'utf8') + readFileSync(pair.key, 'utf8'))
    return file
  }
  return {
    '/etc/haproxy/gateway.pem': joined('front-both.pem', front),
    '/etc/haproxy/gateways-authority.pem': authority.file,
    '/etc/haproxy/haproxy-client.pem': joined('client-both.pem', client),
    '/etc/nginx/gateway.pem': front.certificate,
    '/etc/nginx/gateway.key': front.key,
    '/etc/nginx/gateways-authority.pem': authority.file,
    '/etc/nginx/nginx-client.pem': client.certificate,
    '/etc/nginx/nginx-client.key': client.key,
  }
}

interface Ports {
  gateway: TestGateway
  port: number
  plainPort: number
}

function placesOf(example: string, { gateway, port, plainPort }: Ports): Record<string, string> {
  const servers = [...example.matchAll(/10\.0\.0\.1[12]:\d+/g)].map(([server]) => server)
  expect(servers).toHaveLength(2)
  const places = servers.map(server => [server, `127.0.0.1:${gateway.port}`])
  return {
    ...Object.fromEntries(places),
    'bind :443': `bind 127.0.0.1:${port}`,
    'bind :80': `bind 127.0.0.1:${plainPort}`,
    'listen 443': `listen 127.0.0.1:${port}`,
    'listen 80': `listen 127.0.0.1:${plainPort}`,
    'port 8081': `port ${gateway.adminPort}`,
    'worker_connections 20000': 'worker_connections 100',
    'maxconn 20000': 'maxconn 100',
  }
}

function moved(example: string, places: Record<string, string>): string {
  return Object.entries(places).reduce((text, [from, to]) => text.replaceAll(from, to), example)
}

interface Asked extends RequestOptions {
  body?: string
}

function ask(
  { port, authority }: Scene,
  { body, headers, ...options }: Asked,
): Promise<{ status: number; text: string }> {
  const ca = readFileSync(authority.file)
  const to = { host: '127.0.0.1', port, servername: 'gateway.example.com', ca, localAddress: clientAddress }
  return new Promise((resolve, reject) => {
    const host = { host: 'gateway.example.com', ...headers }
    const asked = request({ ...to, agent: false, headers: host, ...options }, answer => {
      let text = ''
      answer.on('data', chunk => (text += chunk))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
    })
    asked.on('error', reject).end(body)
  })
}

/** haproxy lets a request in once its first checks were answered. */
async function install(scene: Scene): Promise<string> {
  const body = JSON.stringify({ key: scene.gateway.key, label: 'x' })
  const headers = { 'content-type': 'application/json', 'x-forwarded-for': '6.6.6.6' }
  const answer = await ask(scene, { method: 'POST', path: '/install', headers, body })
  expect(answer).toMatchObject({ status: 200 })
  return (JSON.parse(answer.text) as { token: string }).token
}

async function ready(scene: Scene): Promise<void> {
  const deadline = Date.now() + 15_000
  const isUp = async () => (await ask(scene, {}).catch(() => ({ status: 0 }))).status === 200
  while (!(await isUp())) {
    if (Date.now() > deadline) throw new Error('the gateway is not reached')
    await delay(100)
  }
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
    const scene = await startScene(path, change)
    await ready(scene)
    const token = await install(scene)
    const lines = linesOf(scene.gateway.directory)
    expect(lines.map(({ address }) => address)).toEqual([clientAddress])
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
    const body = JSON.stringify([{ type: 'Note', time: 1_763_760_000_000_000 }])
    expect(await ask(scene, { method: 'POST', path: '/events', headers, body })).toMatchObject({
      status: 200,
    })
    expect(scene.gateway.log()).not.toMatch(/PROXY_|CLIENT_CERTIFICATE_REFUSED/)
  },
)

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

test('the page names every example, and every example is tested', () => {
  const named = [...page.matchAll(/\.\.\/(deploy\/[\w/.-]+)/g)].map(([, path = '']) => path)
  expect(new Set(named)).toEqual(new Set(examples.map(([, path]) => path)))
})
