import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { type RequestOptions, request } from 'node:https'
import { basename, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseYaml } from '../config/parse-yaml.ts'
import { freePort } from './free-port.ts'
import { startLoadBalancer } from './load-balancer.ts'
import { makeAuthority, type TestAuthority } from './test-certificates.ts'
import { startTestGateway, type TestGateway, type TestOptions, temporaryDirectory } from './test-gateway.ts'

const root = new URL('../../../../', import.meta.url)
export const loadBalancersPage = readFileSync(new URL('docs/load-balancers.md', root), 'utf8')

/** Another than that of load balancer and gateway. */
export const clientAddress = '127.0.0.9'
const balancerAddress = '127.0.0.1'
const names = 'DNS:gateway.example.com'

type Json = Record<string, unknown>

/** What docs/load-balancers.md tells the gateway behind an example. */
function documentedApi(example: string): { https?: Json; port: number } & Json {
  const blocks = [...loadBalancersPage.matchAll(/```yaml\n# (.+)\n([\s\S]*?)```/g)]
  const [, , text = ''] = blocks.find(([, files = '']) => files.split(', ').includes(example)) ?? []
  const parsed = parseYaml(text)
  if (parsed.status === 'invalid' || parsed.value === null) throw new Error(`no block of ${example}`)
  const { sensor } = parsed.value as { sensor: { api: { https?: Json; port: number } & Json } }
  return sensor.api
}

export interface Scene {
  gateways: TestGateway[]
  /** Of https at the load balancer. */
  port: number
  plainPort: number
  authority: TestAuthority
}

export interface SceneOptions {
  /** Changes the example. */
  change?: (config: string) => string
  /** What stands behind the load balancer, one or two. @default one */
  gateways?: TestOptions[]
}

/** Runs an example of deploy/ in front of gateways that are configured as docs/load-balancers.md says; resolves when requests get through. */
export async function startScene(path: string, options: SceneOptions = {}): Promise<Scene> {
  const directory = await temporaryDirectory()
  // Workers of nginx are another user.
  chmodSync(directory, 0o755)
  const authority = makeAuthority(directory)
  const gateways: TestGateway[] = []
  for (const given of options.gateways ?? [{}]) {
    gateways.push(await startTestGateway({ ...given, ...termsBehind(basename(path), authority) }))
  }
  const scene = { gateways, authority, port: await freePort(), plainPort: await freePort() }
  const example = readFileSync(new URL(path, root), 'utf8')
  const program = path.includes('haproxy') ? 'haproxy' : 'nginx'
  const places = { ...writeFiles(directory, authority), ...placesOf(example, scene, program) }
  const config = moved((options.change ?? String)(example), places)
  await startLoadBalancer({ program, config, directory, port: scene.port })
  await untilReached(scene)
  return scene
}

function termsBehind(example: string, authority: TestAuthority): TestOptions {
  const { https, port: _, host: __, ...api } = documentedApi(example)
  const own = https && {
    ...https,
    ...authority.issue('backend', { names }),
    ...(https.clientCertificates !== undefined && { clientCertificates: { authority: authority.file } }),
  }
  return {
    api: { ...api, ...(own && { https: own }), trustedProxies: [balancerAddress] },
    admin: { host: '127.0.0.1' },
    drain: { grace: 0 },
  }
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

function placesOf(
  example: string,
  { gateways, port, plainPort }: Scene,
  program: string,
): Record<string, string> {
  const servers = [...example.matchAll(/10\.0\.0\.1[12]:\d+/g)].map(([server]) => server)
  const places = servers.map((server, index) => {
    const gateway = gateways[index % gateways.length]
    const check = program === 'haproxy' ? ` port ${gateway?.adminPort}` : ''
    return [server, `127.0.0.1:${gateway?.port}${check}`]
  })
  return {
    ...Object.fromEntries(places),
    'bind :443': `bind 127.0.0.1:${port}`,
    'bind :80': `bind 127.0.0.1:${plainPort}`,
    'listen 443': `listen 127.0.0.1:${port}`,
    'listen 80': `listen 127.0.0.1:${plainPort}`,
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

/** Asks over https from the address of the client. */
export function ask(
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
async function untilReached(scene: Scene): Promise<void> {
  const deadline = Date.now() + 15_000
  const isUp = async () => (await ask(scene, {}).catch(() => ({ status: 0 }))).status === 200
  while (!(await isUp())) {
    if (Date.now() > deadline) throw new Error('the gateway is not reached')
    await delay(100)
  }
}
