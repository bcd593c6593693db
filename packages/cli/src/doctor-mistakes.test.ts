import { exampleInstallKey, makeInstallKey } from '@weaklayer/wire'
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
import { startProxy, startServer, startTlsFront, type TestServer } from './testing/test-servers.ts'

// Each diagnosis is a process with several connections, and everything else of the machine may run at the same time.
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

interface Mistake {
  mistake: string
  /** Makes the mistake and asks the doctor. */
  make: () => Promise<Diagnosis>
  /** Every warning and problem that it has to find, and no other. */
  codes: string[]
  /** What the finding of the first code says. */
  says: RegExp
}

/** The policy with other values of `api`. */
const at = (api: Record<string, unknown>) =>
  chromiumPolicy(scene, goodValues(scene, { api: { ...scene.api, ...api } }))
const withValues = (changes: Record<string, unknown>) => chromiumPolicy(scene, goodValues(scene, changes))

/** The policy with another file of the update server, which is put back afterwards. */
async function withFile(name: string, content: Buffer | string, words: string[] = []): Promise<Diagnosis> {
  const right = scene.files.get(name)
  scene.files.set(name, content)
  const diagnosis = await diagnose(scene, chromiumPolicy(scene), { words })
  if (right !== undefined) scene.files.set(name, right)
  return diagnosis
}

const blocked = '<!doctype html><title>Access denied by Example Filter</title><h1>Blocked</h1>'

const mistakes: Mistake[] = [
  {
    mistake: 'a host that has no address',
    make: () =>
      diagnose(scene, at({ hostname: 'gateway.invalid' }), { environment: { NO_PROXY: 'gateway.invalid' } }),
    codes: ['HOST_UNKNOWN', 'KEY_NOT_CHECKED'],
    says: /gateway\.invalid has no address/,
  },
  {
    mistake: 'a host for which the certificate is not',
    make: () => diagnose(scene, at({ hostname: 'gatevay.test' })),
    codes: ['CERTIFICATE_WRONG_NAME', 'KEY_NOT_CHECKED'],
    says: /for gateway\.test, updates\.test, localhost, not for gatevay\.test/,
  },
  {
    mistake: 'a certificate with a common name only, which Node would take and browsers do not',
    async make() {
      const gateway = await scene.startGateway({ https: scene.authority.issue('common', []) })
      return await diagnose(scene, at({ port: gateway.port }))
    },
    codes: ['CERTIFICATE_WRONG_NAME', 'KEY_NOT_CHECKED'],
    says: /for no name \(browsers do not look at the common name\), not for gateway\.test/,
  },
  {
    mistake: 'a host that the administrator did not mean',
    make: () => diagnose(scene, chromiumPolicy(scene), { words: ['--url', 'https://weaklayer.example.com'] }),
    codes: ['ADDRESS_DIFFERS'],
    says: /to https:\/\/gateway\.test:\d+, --url says https:\/\/weaklayer\.example\.com/,
  },
  {
    mistake: 'an expired certificate',
    async make() {
      const plain = await scene.startGateway({})
      const front = await kept(startTlsFront(scene.authority.issue('ended', hosts, -1), plain.port))
      return await diagnose(scene, at({ port: front.port }))
    },
    codes: ['CERTIFICATE_EXPIRED', 'KEY_NOT_CHECKED'],
    says: /ended on \d{4}-\d\d-\d\d, 1 day ago/,
  },
  {
    mistake: 'a self-signed certificate',
    async make() {
      const gateway = await scene.startGateway({ https: scene.authority.selfSigned('own', hosts) })
      return await diagnose(scene, at({ port: gateway.port }))
    },
    codes: ['CERTIFICATE_SELF_SIGNED', 'KEY_NOT_CHECKED'],
    says: /gateway\.test is signed by itself/,
  },
  {
    mistake: 'an authority that this machine does not know',
    make: () => diagnose(scene, chromiumPolicy(scene), { environment: { SSL_CERT_FILE: '/dev/null' } }),
    codes: ['CERTIFICATE_UNTRUSTED', 'CERTIFICATE_UNTRUSTED', 'KEY_NOT_CHECKED'],
    says: /issued by Test authority \(Example Works\)/,
  },
  {
    mistake: 'a clock that is off',
    async make() {
      const api = { https: scene.certificate }
      const gateway = await scene.startGateway(api, { now: () => Date.now() + 3 * 86_400_000 })
      return await diagnose(scene, at({ port: gateway.port }))
    },
    codes: ['CLOCK_OFF'],
    says: /clock is 3 days ahead of this machine's/,
  },
  {
    mistake: 'an install key that the gateway has no verifier for',
    make: async () =>
      await diagnose(scene, withValues({ installKey: await makeInstallKey(scene.key.group) })),
    codes: ['KEY_REFUSED'],
    says: /refuses the install key of group .* \(KEY_REFUSED\)/,
  },
  {
    mistake: 'a damaged install key',
    make: () =>
      diagnose(
        scene,
        withValues({ installKey: { ...scene.key, group: '5b0a4a52-3c6b-4d7e-9a55-0f6a3b1c2d3e' } }),
      ),
    codes: ['VALUE_INVALID'],
    says: /installKey\.checksum: does not belong to this group and secret/,
  },
  {
    mistake: 'an id that the published package does not have',
    async make() {
      const other = 'abcdefghijklmnopabcdefghijklmnop'
      const text = JSON.stringify(chromiumPolicy(scene)).replaceAll(scene.package.id, other)
      return await diagnose(scene, text)
    },
    codes: ['UPDATE_WITHOUT_ID'],
    says: /no entry for abcdefghijklmnopabcdefghijklmnop, but for [a-p]{32}/,
  },
  {
    mistake: 'values under another id than is installed',
    async make() {
      const policy = chromiumPolicy(scene)
      policy['3rdparty'] = { extensions: { abcdefghijklmnopabcdefghijklmnop: goodValues(scene) } }
      return await diagnose(scene, policy)
    },
    codes: ['ID_WRONG'],
    says: /is installed, but the values stand under abcdefghijklmnopabcdefghijklmnop/,
  },
  {
    mistake: 'a package that is signed with another key',
    async make() {
      const update_url = scene.updateUrl('update.xml')
      const stranger = await makePackage(scene.directory, { version: '1.2.0', update_url }, 'other.pem')
      return await withFile('/sensor.crx', stranger.crx)
    },
    codes: ['PACKAGE_ID_WRONG'],
    says: /the package is [a-p]{32}, the policy says [a-p]{32}/,
  },
  {
    mistake: 'http where the gateway speaks https',
    make: () => diagnose(scene, at({ protocol: 'http' })),
    codes: ['HTTP_WHERE_HTTPS', 'HTTP_UNPROTECTED', 'KEY_NOT_CHECKED'],
    says: /speaks https, and the policy says http/,
  },
  {
    mistake: 'https where the gateway speaks http',
    make: async () => await diagnose(scene, at({ port: (await scene.startGateway({})).port })),
    codes: ['HTTPS_WHERE_HTTP', 'KEY_NOT_CHECKED'],
    says: /speaks http, and the policy says https/,
  },
  {
    mistake: 'a redirect',
    async make() {
      const location = `https://gateway.test:${scene.gateway.port}/install?from=old`
      const server = startServer(
        (_, response) => response.writeHead(301, { location }).end(),
        scene.certificate,
      )
      return await diagnose(scene, at({ port: (await kept(server)).port }))
    },
    codes: ['REDIRECTED', 'KEY_NOT_CHECKED'],
    says: /answers 301 and sends the browser to https:\/\/gateway\.test:\d+\/install$/,
  },
  {
    mistake: 'a proxy that answers with a page of its own, behind its own certificate',
    async make() {
      const server = startServer(
        (_, response) => response.writeHead(403, { 'content-type': 'text/html' }).end(blocked),
        scene.certificate,
      )
      return await diagnose(scene, at({ port: (await kept(server)).port }))
    },
    codes: ['NOT_THE_GATEWAY', 'KEY_NOT_CHECKED'],
    says: /status 403, text\/html, titled "Access denied by Example Filter", seen through the proxy 127/,
  },
  {
    mistake: 'a proxy that refuses the tunnel',
    async make() {
      const proxy = await kept(startProxy({ refuse: { status: 407, page: blocked } }))
      const environment = { HTTPS_PROXY: `http://user:canary-password@127.0.0.1:${proxy.port}` }
      return await diagnose(scene, goodValues(scene), { environment })
    },
    codes: ['PROXY_REFUSED', 'KEY_NOT_CHECKED'],
    says: /the proxy 127\.0\.0\.1:\d+ answers 407 for gateway\.test/,
  },
  {
    mistake: 'a package that is older than its update manifest says',
    make: () => withFile('/update.xml', updateXml(scene.package.id, '1.3.0', scene.updateUrl('sensor.crx'))),
    codes: ['PACKAGE_OLD'],
    says: /is version 1\.2\.0, the update manifest says 1\.3\.0/,
  },
  {
    mistake: 'a package that is older than expected',
    make: () => diagnose(scene, chromiumPolicy(scene), { words: ['--expect-version', '1.10'] }),
    codes: ['PACKAGE_OLD'],
    says: /is version 1\.2\.0, expected was 1\.10/,
  },
  {
    mistake: 'an XPI that is not the one of its update manifest',
    async make() {
      const right = scene.files.get('/updates.json')
      scene.files.set('/updates.json', `${right}`.replace(/sha256:..../, 'sha256:0000'))
      const diagnosis = await diagnose(scene, firefoxPolicy(scene))
      if (right !== undefined) scene.files.set('/updates.json', right)
      return diagnosis
    },
    codes: ['PACKAGE_HASH_WRONG'],
    says: /its sha256 is not update_hash/,
  },
  {
    mistake: 'a package that was changed after it was signed',
    make() {
      // A comment of one letter at the end of the archive: what is in it is read as before.
      return withFile(
        '/sensor.crx',
        Buffer.concat([scene.package.crx.subarray(0, -2), Buffer.from([1, 0, 33])]),
      )
    },
    codes: ['PACKAGE_SIGNATURE_WRONG'],
    says: /its signature is wrong/,
  },
  {
    mistake: 'an error page in place of the package',
    make: () => withFile('/sensor.crx', blocked),
    codes: ['PACKAGE_INVALID'],
    says: /this is no package: it does not start with Cr24/,
  },
  {
    mistake: 'a mistyped policy value',
    make: () => diagnose(scene, withValues({ capture: 'standrad' })),
    codes: ['VALUE_INVALID'],
    says: /capture: is "standrad", expected minimal or standard or full/,
  },
  {
    mistake: 'a mistyped policy key',
    make: () => diagnose(scene, withValues({ excludeHosts: ['example.com'] })),
    codes: ['VALUE_UNKNOWN'],
    says: /excludeHosts: unknown key/,
  },
  {
    mistake: 'a mistyped name of a policy',
    async make() {
      const { ExtensionInstallForcelist: list, ...rest } = chromiumPolicy(scene)
      return await diagnose(scene, { ExtensionInstallForceList: list, ...rest })
    },
    codes: ['POLICY_NAME_MISTYPED', 'INSTALL_MISSING'],
    says: /knows no `ExtensionInstallForceList`/,
  },
  {
    mistake: 'the install key of the documentation',
    make: () => diagnose(scene, withValues({ installKey: exampleInstallKey })),
    codes: ['KEY_EXAMPLE', 'KEY_REFUSED'],
    says: /the public example of the documentation/,
  },
]

test.each(mistakes)('finds $mistake, and says nothing wrong beside it', async ({ make, codes, says }) => {
  const { findings, codes: found, status, stderr, stdout } = await make()
  expect(found).toEqual(codes.toSorted())
  expect(findings.find(({ code }) => code === codes[0])?.found).toMatch(says)
  for (const each of findings.filter(({ level }) => level !== 'ok')) {
    expect(each.why).toMatch(/^[A-Z].+\.$/)
    expect(each.todo).toMatch(/^[A-Z].+[.?]$/)
  }
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' })
  for (const secret of secretsOf(scene)) expect(stdout).not.toContain(secret)
})

/** What no output may show: the key, and the password of a proxy. */
function secretsOf({ key }: DoctorScene): string[] {
  return [key.secret, key.checksum, key.secret.slice(0, 20), exampleInstallKey.secret, 'canary-password']
}

test('a correct Chromium policy has neither problem nor warning, and every check says what it saw', async () => {
  const { codes, findings, status } = await diagnose(scene, chromiumPolicy(scene), {
    words: ['--expect-version', '1.2.0'],
  })
  expect({ codes, status }).toEqual({ codes: [], status: 0 })
  const checks = ['values', 'install', 'proxy', 'certificate', 'gateway', 'clock', 'key', 'package']
  expect(findings.map(({ check }) => check)).toEqual(checks)
  expect(findings.find(({ check }) => check === 'certificate')?.found).toMatch(
    /^trusted \(TLSv1\.3\), 29 days left, issued by Test authority \(Example Works\): an authority that is trusted here, but/,
  )
})

test('a correct Firefox policy has neither problem nor warning', async () => {
  const { codes, findings, status } = await diagnose(scene, firefoxPolicy(scene))
  expect({ codes, status }).toEqual({ codes: [], status: 0 })
  expect(findings.filter(({ check }) => check === 'package')).toHaveLength(2)
})

test('http through a proxy works, and is warned about', async () => {
  const gateway = await scene.startGateway({})
  const { codes, findings, status } = await diagnose(scene, at({ protocol: 'http', port: gateway.port }))
  expect({ codes, status }).toEqual({ codes: ['HTTP_UNPROTECTED'], status: 0 })
  expect(findings.map(({ check }) => check)).toEqual(
    expect.arrayContaining(['proxy', 'gateway', 'clock', 'key']),
  )
})

test('people read level, code, what was found, why it matters and what to do, then a count', async () => {
  const { stdout } = await diagnose(scene, withValues({ capture: 'standrad' }), { json: false })
  expect(stdout).toMatch(
    /^problem {2}VALUE_INVALID Chromium, values of [a-p]{32}: capture: is "standrad", expected/m,
  )
  expect(stdout).toMatch(/^ {11}Why: A value that is none is dropped without a word/m)
  expect(stdout).toMatch(/^ {11}Do: {2}Did you mean `standard`\?$/m)
  expect(stdout).toMatch(/^ok {7}https:\/\/gateway\.test:\d+: the gateway answers$/m)
  expect(stdout).toMatch(/\n\n1 problem, 0 warnings, \d ok\n$/)
})

test('however often the doctor asked, the gateway keeps no trace of it; a sensor that enrols leaves one', async () => {
  const stored = async () => (await scene.traces()).filter(name => name.includes(scene.key.group))
  const { codes } = await diagnose(scene, chromiumPolicy(scene))
  expect(codes).toEqual([])
  expect(await stored()).toEqual([])
  const plain = await scene.startGateway({})
  const enrolled = await fetch(`http://127.0.0.1:${plain.port}/install`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key: scene.key, label: 'a real one' }),
  })
  expect(enrolled.status).toBe(200)
  expect(await stored()).toContainEqual(expect.stringMatching(/\.ndjson$/))
})
