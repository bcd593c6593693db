import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type GatewayOptions, loadGatewayConfig, startGateway } from '@weaklayer/gateway'
import { type InstallKey, makeInstallKey, makeVerifier, toBase64 } from '@weaklayer/wire'
import { type Finished, runCli } from '../run-cli.ts'
import { makeAuthority, type ServerFiles, type TestAuthority } from './test-certificates.ts'
import { addOnId, makePackage, type TestPackage, updatesJson, updateXml } from './test-packages.ts'
import { startProxy, startServer, type TestServer } from './test-servers.ts'

/** A correct set-up with real parts: gateway with TLS, update server with TLS, proxy, packages, authority. */
export interface DoctorScene {
  directory: string
  authority: TestAuthority
  certificate: ServerFiles
  key: InstallKey
  gateway: TestServer
  updates: TestServer
  proxy: TestServer
  /** What the update server serves; tests may exchange files. */
  files: Map<string, Buffer | string>
  package: TestPackage
  /** What a browser's policy should say. */
  api: Record<string, unknown>
  updateUrl: (file: string) => string
  /** Starts another gateway with the same verifier; it ends with the scene. */
  startGateway: (api: Record<string, unknown>, options?: GatewayOptions) => Promise<TestServer>
  /** Everything that a gateway keeps of events and installs. */
  traces: () => Promise<string[]>
  close: () => Promise<void>
}

export const hosts = ['gateway.test', 'updates.test', 'localhost'] as const

/** Sets all of it up. */
export async function setUpScene(): Promise<DoctorScene> {
  const directory = await mkdtemp(join(tmpdir(), 'weaklayer-doctor-'))
  const authority = makeAuthority(directory)
  const certificate = authority.issue('server', hosts)
  const key = await makeInstallKey()
  const closers: (() => unknown)[] = []
  const start: DoctorScene['startGateway'] = async (api, options = {}) => {
    const gateway = await startTestGateway({ directory, key, api }, options)
    closers.push(gateway.close)
    return gateway
  }
  const gateway = await start({ https: certificate })
  const files = new Map<string, Buffer | string>()
  const updates = await startServer((request, response) => {
    const file = files.get(new URL(request.url ?? '/', 'http://x').pathname)
    response.writeHead(file === undefined ? 404 : 200).end(file ?? 'not here')
  }, certificate)
  const proxy = await startProxy()
  closers.push(updates.close, proxy.close)
  const updateUrl = (file: string) => `https://updates.test:${updates.port}/${file}`
  const built = await publish({ directory, files, updateUrl })
  return {
    ...{ directory, authority, certificate, key, gateway, updates, proxy, files, updateUrl },
    package: built,
    api: { protocol: 'https', hostname: 'gateway.test', port: gateway.port },
    startGateway: start,
    traces: async () => await readdir(join(directory, 'events'), { recursive: true }),
    async close() {
      for (const close of closers.toReversed()) await close()
      await rm(directory, { recursive: true })
    },
  }
}

interface GatewayParts {
  directory: string
  key: InstallKey
  api: Record<string, unknown>
}

async function startTestGateway({ directory, key, api }: GatewayParts, options: GatewayOptions) {
  const current = toBase64(crypto.getRandomValues(new Uint8Array(64)))
  const raw = {
    sensor: {
      api: { host: '127.0.0.1', port: 0, ...api },
      token: { secrets: { current } },
      install: { verifiers: [await makeVerifier(key)] },
    },
    outputs: [{ type: 'filesystem', directory: join(directory, 'events', crypto.randomUUID()) }],
    admin: { enabled: false },
    log: { level: 'error' },
  }
  const loaded = await loadGatewayConfig({ text: JSON.stringify(raw) })
  if (loaded.status === 'invalid') throw new Error(JSON.stringify(loaded.problems))
  return await startGateway(loaded.config, options)
}

interface Publication {
  directory: string
  files: Map<string, Buffer | string>
  updateUrl: (file: string) => string
}

async function publish({ directory, files, updateUrl }: Publication): Promise<TestPackage> {
  const built = await makePackage(directory, {
    version: '1.2.0',
    update_url: updateUrl('update.xml'),
    browser_specific_settings: { gecko: { id: addOnId, update_url: updateUrl('updates.json') } },
  })
  files.set('/sensor.crx', built.crx).set('/sensor.xpi', built.zip)
  files.set('/update.xml', updateXml(built.id, '1.2.0', updateUrl('sensor.crx')))
  files.set('/updates.json', updatesJson('1.2.0', updateUrl('sensor.xpi'), built.zip))
  return built
}

export type Changes = Record<string, unknown>

/** Managed values that are right, with changes. */
export function goodValues({ api, key }: DoctorScene, changes: Changes = {}): Changes {
  return { api, installKey: key, label: 'finance-laptops', ...changes }
}

/** A managed file of Chromium that is right, with other values. */
export function chromiumPolicy(scene: DoctorScene, values: Changes = goodValues(scene)): Changes {
  const { id } = scene.package
  return {
    ExtensionInstallForcelist: [`${id};${scene.updateUrl('update.xml')}`],
    '3rdparty': { extensions: { [id]: values } },
  }
}

/** A policies.json of Firefox ESR that is right. */
export function firefoxPolicy(scene: DoctorScene): Changes {
  return {
    policies: {
      ExtensionSettings: {
        [addOnId]: { installation_mode: 'force_installed', install_url: scene.updateUrl('sensor.xpi') },
      },
      Preferences: { 'xpinstall.signatures.required': { Value: false, Status: 'locked' } },
      '3rdparty': { Extensions: { [addOnId]: goodValues(scene) } },
    },
  }
}

export interface Diagnosis extends Finished {
  /** Codes of warnings and problems, sorted. */
  codes: string[]
  findings: { level: string; check: string; code?: string; found: string; why?: string; todo?: string }[]
}

export interface DiagnosisOptions {
  words?: string[]
  environment?: Record<string, string>
  /** @default true */
  json?: boolean
}

/** Runs the real command over a policy, as an administrator does. */
export async function diagnose(
  scene: DoctorScene,
  policy: unknown,
  { words = [], environment = {}, json = true }: DiagnosisOptions = {},
): Promise<Diagnosis> {
  const file = join(scene.directory, `policy-${crypto.randomUUID()}.json`)
  await writeFile(file, typeof policy === 'string' ? policy : JSON.stringify(policy))
  const proxy = `http://127.0.0.1:${scene.proxy.port}`
  const trust = { SSL_CERT_FILE: scene.authority.file, NODE_EXTRA_CA_CERTS: '' }
  const proxies = {
    HTTPS_PROXY: proxy,
    HTTP_PROXY: proxy,
    NO_PROXY: '',
    https_proxy: '',
    http_proxy: '',
    no_proxy: '',
  }
  const ended = await runCli(['doctor', '--policy', file, ...(json ? ['--json'] : []), ...words], {
    environment: { ...trust, ...proxies, ...environment },
  })
  const findings = json ? findingsIn(ended.stdout) : []
  return { ...ended, findings, codes: findings.flatMap(({ code }) => code ?? []).sort() }
}

function findingsIn(stdout: string): Diagnosis['findings'] {
  return stdout
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Diagnosis['findings'][number])
}
