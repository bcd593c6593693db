import { createHash } from 'node:crypto'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makePackages, makeSigningKey, publishPackages, readSigningKey } from '@weaklayer/policy'
import { makeInstallKey, makeVerifier, toBase64 } from '@weaklayer/wire'
import { expect, onTestFinished, test, vi } from 'vitest'
import { runCli, startCli } from './run-cli.ts'
import { sampleDirectory } from './sample-directory.ts'

// Real gateways and builds are processes, and everything else of the machine may run at the same time.
vi.setConfig({ testTimeout: 120_000 })

const key = readSigningKey(makeSigningKey(), 'test')

/** Starts `weaklayer server` with `updates` in a directory and resolves to its address. */
async function startGateway(directory: string): Promise<string> {
  const config = {
    sensor: {
      api: { host: '127.0.0.1', port: 0 },
      token: { secrets: { current: toBase64(crypto.getRandomValues(new Uint8Array(64))) } },
      install: { verifiers: [await makeVerifier(await makeInstallKey())] },
    },
    outputs: [{ type: 'filesystem', directory: './events' }],
    updates: { directory: './updates' },
    admin: { enabled: false },
  }
  await mkdir(join(directory, 'updates'), { recursive: true })
  await writeFile(join(directory, 'gateway.yaml'), JSON.stringify(config))
  const server = startCli(['server', '--config', 'gateway.yaml'], { cwd: directory })
  onTestFinished(async () => {
    server.child.kill('SIGKILL')
    await server.finished
  })
  await server.shows('the gateway listens')
  return /"url":"([^"]+)"/.exec(server.stderr())?.[1] ?? ''
}

/** Packages of a made-up sensor, another one in each version. */
function packagesOf(version: string, updateUrl: string) {
  const gecko = { id: 'sensor@weaklayer.org', strict_min_version: '140.0' }
  const manifest = { version, browser_specific_settings: { gecko } }
  const noise = Buffer.from(crypto.getRandomValues(new Uint8Array(50_000)))
  const files = new Map([
    ['manifest.json', Buffer.from(JSON.stringify(manifest))],
    ['worker.js', noise],
  ])
  const build = { files, bundledPackages: [] }
  return makePackages({ chromium: build, firefox: build, key, updateUrl })
}

interface Manifest {
  name: string
  version: RegExp
  url: RegExp
  hash: RegExp
}

const manifests: Manifest[] = [
  {
    name: 'update.xml',
    version: /crx' version='([\d.]+)'/,
    url: /codebase='([^']+)'/,
    hash: /sha256='(\w+)'/,
  },
  { name: 'updates.json', version: /"version": "([\d.]+)"/, url: /link": "([^"]+)"/, hash: /sha256:(\w+)"/ },
]

/** Follows a manifest as a browser does; resolves to the version, or to what is wrong. */
async function follow(updateUrl: string, { name, version, url, hash }: Manifest): Promise<string> {
  const answer = await fetch(`${updateUrl}/${name}`)
  const text = await answer.text()
  const found = [version, url, hash].map(pattern => pattern.exec(text)?.[1] ?? '')
  if (answer.status !== 200 || found.includes('')) return `${name}: ${answer.status} ${text}`
  const [offered = '', place = '', expected] = found
  const file = await fetch(place)
  if (file.status !== 200) return `${place}: ${file.status}`
  const actual = createHash('sha256')
    .update(Buffer.from(await file.arrayBuffer()))
    .digest('hex')
  return actual === expected && place.includes(`-${offered}.`) ? offered : `${place} has the hash ${actual}`
}

test('whoever reads while versions are published finds every manifest whole, and the package that it names', async () => {
  await using directory = await sampleDirectory()
  const updateUrl = `${await startGateway(directory.path)}/updates`
  const published = Array.from({ length: 16 }, (_, index) => `1.${index}`)
  const publish = async (version: string) =>
    await publishPackages(packagesOf(version, updateUrl), {
      directory: join(directory.path, 'updates'),
      // Each a day after the last: old packages go as early as they may.
      nowMs: Date.now() + published.indexOf(version) * 90_000_000,
    })
  await publish('1.0')
  let isOver = false
  const read = async (manifest: Manifest) => {
    const seen: string[] = []
    while (!isOver) seen.push(await follow(updateUrl, manifest))
    return seen
  }
  const readers = Array.from({ length: 8 }, (_, index) => read(manifests[index % 2] as Manifest))
  try {
    for (const version of published.slice(1)) {
      await publish(version)
      // At least one whole look at each version, so that the readers are not outrun.
      expect(await Promise.all(manifests.map(one => follow(updateUrl, one)))).toEqual([version, version])
    }
  } finally {
    isOver = true
    await Promise.allSettled(readers)
  }
  const seen = await Promise.all(readers)
  expect(seen.flat().filter(one => !published.includes(one))).toEqual([])
  expect(new Set(seen.flat()).size).toBeGreaterThan(5)
  const order = (versions: string[]) => versions.map(version => Number(version.slice(2)))
  for (const versions of seen) expect(order(versions)).toEqual(order(versions).toSorted((a, b) => a - b))
  const left = (await readdir(join(directory.path, 'updates'))).filter(name => name.endsWith('.crx'))
  expect(left.sort()).toEqual(['weaklayer-1.14.crx', 'weaklayer-1.15.crx'])
})

test('`package --publish` gives a running gateway its version; a ring has another; going back needs a higher one', async () => {
  await using directory = await sampleDirectory({ 'key.pem': makeSigningKey() })
  const url = `${await startGateway(directory.path)}/updates`
  const call = async (...words: string[]) =>
    await runCli(['package', '--out', 'out', '--key', 'key.pem', '--publish', 'updates', ...words], {
      cwd: directory.path,
    })
  const offered = async (ring = '') => await Promise.all(manifests.map(one => follow(url + ring, one)))
  expect(await call('--update-url', url)).toMatchObject({ status: 0, stderr: '' })
  const pilot = ['--update-url', `${url}/pilot/`, '--ring', 'pilot', '--version', '1.4.0', '--json']
  const ring = await call(...pilot)
  expect(JSON.parse(ring.stdout)).toMatchObject({ version: '1.4.0', publication: { status: 'published' } })
  expect([await offered(), await offered('/pilot')]).toEqual([
    ['0.1.0', '0.1.0'],
    ['1.4.0', '1.4.0'],
  ])
  const lower = await call('--update-url', `${url}/pilot`, '--ring', 'pilot', '--version', '1.3.9')
  expect(lower).toMatchObject({ status: 1, stdout: '' })
  expect(lower.stderr).toMatch(/version 1\.4\.0 is published.*the lower 1\.3\.9.*--version/)
  expect(await offered('/pilot')).toEqual(['1.4.0', '1.4.0'])
  const rolledBack = await call('--update-url', `${url}/pilot`, '--ring', 'pilot', '--version', '1.4.1')
  expect(rolledBack.stdout).toContain('Published 1.4.1 in place of 1.4.0 in updates, ring pilot.')
  expect(await offered('/pilot')).toEqual(['1.4.1', '1.4.1'])
})
