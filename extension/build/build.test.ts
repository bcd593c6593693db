import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, posix } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { buildExtension, extensionFiles } from '../build.ts'
import { checkContentScript, contentLimitBytes } from './content-script.ts'

const folder = mkdtempSync(join(tmpdir(), 'weaklayer-build-'))
afterAll(() => rmSync(folder, { recursive: true }))

const read = (...path: string[]) => readFileSync(join(folder, ...path), 'utf8')
const filesOf = (name: string) =>
  globSync('**/*.*', { cwd: join(folder, name) })
    .concat('LICENSE')
    .sort()

const planted = { label: 'planted-by-the-build-test', installKey: { secret: 'cGxhbnRlZC1zZWNyZXQ' } }

const release = await buildExtension({ browser: 'chromium', outDirectory: join(folder, 'release') })
await buildExtension({ browser: 'firefox', outDirectory: join(folder, 'firefox') })
await buildExtension({
  browser: 'chromium',
  outDirectory: join(folder, 'development'),
  developmentPolicy: planted,
})

/** The files of a build in which one of the planted strings is. */
function filesWithPolicy(name: string): string[] {
  return filesOf(name).filter(file => {
    const contents = read(name, file)
    return [planted.label, planted.installKey.secret].some(secret => contents.includes(secret))
  })
}

test('the content script has at most 8 KiB after gzip, as it is written', () => {
  const gzipBytes = gzipSync(read('release', 'content.js'), { level: 9 }).byteLength

  expect(contentLimitBytes).toBe(8192)
  expect(gzipBytes).toBeLessThanOrEqual(8192)
  expect(release.contentGzipBytes).toBe(gzipBytes)
})

test('a content script that is too large fails the build', () => {
  const noise = crypto.getRandomValues(new Uint8Array(8200))

  expect(() => checkContentScript(noise)).toThrow(
    expect.objectContaining({ code: 'CONTENT_SCRIPT_TOO_LARGE' }),
  )
})

test('the content script has nothing of a dependency and loads nothing', () => {
  const code = read('release', 'content.js')

  expect(read('release', 'worker.js')).toContain('ZodError')
  for (const foreign of [
    'ZodError',
    'indexedDB',
    'import(',
    'require(',
    'importScripts',
    'sourceMappingURL',
  ]) {
    expect(code).not.toContain(foreign)
  }
})

test('only a development build contains its policy', () => {
  expect(filesWithPolicy('development')).toEqual(['worker.js'])
  expect(filesWithPolicy('release')).toEqual([])
  expect(filesWithPolicy('firefox')).toEqual([])
})

test('the build for Firefox has an event page, and both have the same scripts', () => {
  const chromium = JSON.parse(read('release', 'manifest.json'))
  const firefox = JSON.parse(read('firefox', 'manifest.json'))

  expect(firefox.background).toEqual({ scripts: ['worker.js'] })
  expect(chromium.background).toEqual({ service_worker: 'worker.js' })
  for (const script of ['content.js', 'worker.js'])
    expect(read('firefox', script)).toBe(read('release', script))
})

test('the managed schema is that of the wire package, and Firefox has none', () => {
  const source = new URL('../../packages/wire/schemas/managed-schema.json', import.meta.url)

  expect(read('release', 'managed-schema.json')).toBe(readFileSync(source, 'utf8'))
  expect(filesOf('firefox')).not.toContain('managed-schema.json')
})

test.each(['release', 'firefox'])('everything that the manifest and the pages of %s name is there', name => {
  const files = filesOf(name)
  const named = [...read(name, 'manifest.json').matchAll(/"([\w/-]+\.(?:js|html|png|json))"/g)].map(
    ([, path = '']) => path,
  )
  const inPages = files
    .filter(file => file.endsWith('.html'))
    .flatMap(page =>
      [...read(name, page).matchAll(/\b(?:src|href)="([^"#:]+)"/g)].map(([, path = '']) =>
        posix.join(dirname(page), path),
      ),
    )

  expect(named).toEqual(expect.arrayContaining(['content.js', 'worker.js', 'pages/popup.html']))
  expect(inPages).toEqual(expect.arrayContaining(['pages/popup.js', 'pages/page.js']))
  for (const file of [...named, ...inPages]) expect(files).toContain(file)
})

test('two builds in different folders have the same bytes', async () => {
  await buildExtension({ browser: 'chromium', outDirectory: join(folder, 'elsewhere', 'again') })

  const again = join('elsewhere', 'again')
  expect(filesOf(again)).toEqual(filesOf('release'))
  for (const file of filesOf('release')) {
    expect(
      readFileSync(join(folder, again, file)).equals(readFileSync(join(folder, 'release', file))),
      file,
    ).toBe(true)
  }
})

test('a build names no folder of the machine that made it', () => {
  const root = new URL('../..', import.meta.url).pathname
  for (const file of filesOf('release')) expect(read('release', file)).not.toContain(root)
})

test('another version and a key are in the manifest and in the worker', async () => {
  const outDirectory = join(folder, 'versioned')
  await buildExtension({ browser: 'chromium', outDirectory, key: 'MIIBplanted', version: '7.8.9' })

  expect(JSON.parse(read('versioned', 'manifest.json'))).toMatchObject({
    key: 'MIIBplanted',
    version: '7.8.9',
  })
  expect(read('versioned', 'worker.js')).toContain('7.8.9')
})

test('a build tells which packages of others are in its scripts, and their code is', async () => {
  const { bundledPackages } = await extensionFiles({ browser: 'firefox' })

  expect(bundledPackages).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ name: 'zod', version: expect.stringMatching(/^4\./), license: 'MIT' }),
      expect.objectContaining({ name: '@noble/hashes', license: 'MIT' }),
    ]),
  )
  // Types only: nothing of it is in a script.
  expect(bundledPackages.map(({ name }) => name)).not.toContain('@types/webextension-polyfill')
  const { dependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    dependencies: Record<string, string>
  }
  // The bundler is a dependency of the build, and in no script.
  const isBundled = (name: string) => !name.startsWith('@weaklayer/') && name !== 'esbuild'
  const direct = Object.keys(dependencies).filter(isBundled)
  expect(bundledPackages.map(({ name }) => name)).toEqual(expect.arrayContaining(direct))
})
