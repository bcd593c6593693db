import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  chromiumPolicy,
  type Diagnosis,
  type DoctorScene,
  diagnose,
  firefoxPolicy,
  goodValues,
  hosts,
  setUpScene,
} from './testing/doctor-scene.ts'
import { makePackage, updateXml } from './testing/test-packages.ts'
import { startServer, startTlsFront, type TestServer } from './testing/test-servers.ts'

// As in doctor-mistakes.test.ts: each diagnosis is a process with several connections.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let scene: DoctorScene
const servers: TestServer[] = []
beforeAll(async () => {
  scene = await setUpScene()
})
afterAll(async () => {
  for (const { close } of servers) close()
  await scene?.close()
})

async function kept(server: Promise<TestServer>): Promise<TestServer> {
  servers.push(await server)
  return await server
}

/** The policy for a gateway on another port. */
const onPort = (port: number) => chromiumPolicy(scene, goodValues(scene, { api: { ...scene.api, port } }))

/** A port on which nothing listens any more. */
async function closedPort(): Promise<number> {
  const { port, close } = await startServer((_, response) => response.end())
  close()
  return port
}

/** Publishes a package without an address of updates, where a browser finds it. */
async function publishWithoutUpdates(): Promise<Diagnosis> {
  const { crx } = await makePackage(scene.directory, { version: '1.2.0' })
  const right = scene.files.get('/sensor.crx')
  scene.files.set('/sensor.crx', crx)
  const diagnosis = await diagnose(scene, chromiumPolicy(scene))
  if (right !== undefined) scene.files.set('/sensor.crx', right)
  return diagnosis
}

interface Row {
  state: string
  make: () => Promise<Diagnosis>
  codes: string[]
  says: RegExp
}

const rows: Row[] = [
  {
    state: 'a certificate that ends in five days',
    async make() {
      const gateway = await scene.startGateway({ https: scene.authority.issue('soon', hosts, 5) })
      return await diagnose(scene, onPort(gateway.port))
    },
    codes: ['CERTIFICATE_ENDS_SOON'],
    says: /the certificate ends on \d{4}-\d\d-\d\d, in 4 days/,
  },
  {
    state: 'a clock that drifts',
    async make() {
      const options = { now: () => Date.now() + 2 * 60_000 }
      const gateway = await scene.startGateway({ https: scene.certificate }, options)
      return await diagnose(scene, onPort(gateway.port))
    },
    codes: ['CLOCK_DRIFTS'],
    says: /clock is (2 minutes|1[12]\d seconds) ahead of/,
  },
  {
    state: 'a server that breaks off each handshake',
    async make() {
      const front = await kept(startTlsFront({ ...scene.certificate, ciphers: 'PSK' }, 1))
      return await diagnose(scene, onPort(front.port))
    },
    codes: ['KEY_NOT_CHECKED', 'TLS_FAILED'],
    says: /no TLS connection through the proxy .*: (EPROTO|ERR_SSL_)/,
  },
  {
    state: 'a port on which nothing listens',
    make: async () =>
      await diagnose(scene, chromiumPolicy(scene, goodValues(scene, { api: await closedApi() })), {
        environment: { NO_PROXY: '127.0.0.1' },
      }),
    codes: ['CONNECTION_FAILED', 'KEY_NOT_CHECKED'],
    says: /nothing listens there, or a firewall refuses it \(ECONNREFUSED\)/,
  },
  {
    state: 'a proxy that is not there',
    async make() {
      const environment = { HTTPS_PROXY: `http://127.0.0.1:${await closedPort()}` }
      return await diagnose(scene, goodValues(scene), { environment })
    },
    codes: ['KEY_NOT_CHECKED', 'PROXY_UNREACHABLE'],
    says: /the proxy 127\.0\.0\.1:\d+ does not answer: ECONNREFUSED/,
  },
  {
    state: 'a load balancer that passes on less than everything',
    async make() {
      const server = startServer(async (request, response) => {
        if (request.url === '/') return response.writeHead(404).end('no such page')
        const body = request.method === 'POST' ? Buffer.concat(await request.toArray()) : undefined
        const plain = await plainGateway()
        const answer = await fetch(`http://127.0.0.1:${plain.port}${request.url}`, {
          method: request.method ?? 'GET',
          headers: { 'content-type': 'application/json' },
          ...(body === undefined ? {} : { body }),
        })
        const headers = { 'content-type': answer.headers.get('content-type') ?? '' }
        response.writeHead(answer.status, headers).end(await answer.text())
      }, scene.certificate)
      return await diagnose(scene, onPort((await kept(server)).port))
    },
    codes: ['GATEWAY_PAGE_MISSING'],
    says: /the page at \/ is not the gateway's: status 404/,
  },
  {
    state: 'a package that will never be updated',
    make: publishWithoutUpdates,
    codes: ['UPDATES_STOP'],
    says: /no update_url, and the policy does not override it/,
  },
  {
    state: 'a package that is newer than its update manifest says',
    async make() {
      const right = scene.files.get('/update.xml')
      scene.files.set('/update.xml', updateXml(scene.package.id, '1.1.0', scene.updateUrl('sensor.crx')))
      const diagnosis = await diagnose(scene, chromiumPolicy(scene))
      if (right !== undefined) scene.files.set('/update.xml', right)
      return diagnosis
    },
    codes: ['PACKAGE_VERSION_WRONG'],
    says: /the package is version 1\.2\.0, the update manifest says 1\.1\.0/,
  },
  {
    state: 'an add-on that only an ESR with a preference would take',
    async make() {
      const { Preferences: _, ...policies } = firefoxPolicy(scene).policies as Record<string, unknown>
      return await diagnose(scene, { policies })
    },
    codes: ['PACKAGE_UNSIGNED'],
    says: /Mozilla did not sign it/,
  },
]

let plain: Promise<TestServer> | undefined
function plainGateway(): Promise<TestServer> {
  plain ??= scene.startGateway({})
  return plain
}

const closedApi = async () => ({ protocol: 'http', hostname: '127.0.0.1', port: await closedPort() })

test.each(rows)('tells of $state, and says nothing wrong beside it', async ({ make, codes, says }) => {
  const { findings, codes: found, status, stderr } = await make()
  expect(found).toEqual(codes)
  expect(findings.find(({ found: text }) => says.test(text))?.code).toBeDefined()
  const isProblem = findings.some(({ level }) => level === 'problem')
  expect({ status, stderr }).toEqual({ status: isProblem ? 1 : 0, stderr: '' })
})
