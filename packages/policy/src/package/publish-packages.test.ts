import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { sampleKey, samplePackages, sampleUrl } from '../testing/sample-build.ts'
import { type PublishFiles, publishFiles } from './publish-files.ts'
import { publishPackages } from './publish-packages.ts'
import { makeSigningKey, readSigningKey } from './signing-key.ts'
import { readUpdatesJson, readUpdateXml } from './update-manifests.ts'

const nowMs = Date.now()
const lockName = '.weaklayer-publish-lock'

async function temporary(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'weaklayer-publish-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  return join(directory, 'updates')
}

const publish = (version: string, directory: string, files?: PublishFiles) =>
  publishPackages(samplePackages(version), { directory, nowMs, ...(files && { files }) })

/** What both manifests offer; fails unless the package of each is there with its hash. */
async function offered(directory: string) {
  const read = async (name: string) => await readFile(join(directory, name), 'utf8')
  const offers = [readUpdateXml(await read('update.xml')), readUpdatesJson(await read('updates.json'))]
  for (const offer of offers) {
    const name = offer?.url.replace(`${sampleUrl}/`, '') ?? ''
    const bytes = await readFile(join(directory, name))
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(offer?.sha256)
  }
  return offers.map(offer => offer?.version)
}

test('the first publication makes the directory, and everybody may read it', async () => {
  const directory = await temporary()
  expect(await publish('1.0', directory)).toMatchObject({
    status: 'published',
    version: '1.0',
    before: undefined,
  })
  const names = ['update.xml', 'updates.json', 'weaklayer-1.0.crx', 'weaklayer-1.0.xpi']
  expect((await readdir(directory)).sort()).toEqual(names)
  for (const name of names) expect((await stat(join(directory, name))).mode & 0o777).toBe(0o644)
  expect(await offered(directory)).toEqual(['1.0', '1.0'])
})

test('the same again changes nothing; a damaged package is mended', async () => {
  const directory = await temporary()
  await publish('1.0', directory)
  expect(await publish('1.0', directory)).toEqual({ status: 'unchanged', version: '1.0' })
  await writeFile(join(directory, 'weaklayer-1.0.crx'), 'damaged')
  await publish('1.0', directory)
  expect(await offered(directory)).toEqual(['1.0', '1.0'])
})

test('the version before stays, what is older goes after a day, and other files stay for good', async () => {
  const directory = await temporary()
  for (const version of ['1.0', '1.1', '1.2']) await publish(version, directory)
  await writeFile(join(directory, 'notes.txt'), 'mine')
  const long = new Date(nowMs - 2 * 86_400_000)
  for (const name of await readdir(directory)) await utimes(join(directory, name), long, long)
  expect(await publish('1.3', directory)).toEqual({
    status: 'published',
    version: '1.3',
    before: '1.2',
    removed: ['1.0.crx', '1.0.xpi', '1.1.crx', '1.1.xpi'].map(name => `weaklayer-${name}`),
  })
  expect((await readdir(directory)).sort()).toEqual([
    'notes.txt',
    'update.xml',
    'updates.json',
    ...['1.2.crx', '1.2.xpi', '1.3.crx', '1.3.xpi'].map(name => `weaklayer-${name}`),
  ])
})

test('a refusal changes nothing and says how to go back', async () => {
  const directory = await temporary()
  await publish('1.1', directory)
  const before = await readdir(directory)
  await expect(publish('1.0', directory)).rejects.toMatchObject({
    code: 'PUBLISHED_NEWER',
    message: expect.stringContaining('version 1.1 is published, and these packages have the lower 1.0'),
    todo: expect.stringContaining('package the old code under a higher version: `--version`'),
  })
  const key = readSigningKey(makeSigningKey(), 'other')
  const other = samplePackages('1.2', { key })
  await expect(publishPackages(other, { directory, nowMs })).rejects.toMatchObject({
    code: 'PUBLISHED_OTHER_ID',
  })
  const none = samplePackages('1.2', { key: undefined })
  await expect(publishPackages(none, { directory, nowMs })).rejects.toMatchObject({
    code: 'PUBLISHED_NEEDS_KEY',
  })
  expect(await readdir(directory)).toEqual(before)
  expect(await offered(directory)).toEqual(['1.1', '1.1'])
  await publishPackages(other, { directory, nowMs, allowNewId: true })
  expect(readUpdateXml(await readFile(join(directory, 'update.xml'), 'utf8'))?.id).toBe(key.extensionId)
})

test('a manifest that nobody can read is not replaced', async () => {
  const directory = await temporary()
  await publish('1.0', directory)
  await writeFile(join(directory, 'updates.json'), '{"addons":')
  await expect(publish('1.1', directory)).rejects.toMatchObject({
    code: 'PUBLISHED_UNREADABLE',
    message: expect.stringContaining('updates.json is no update manifest'),
  })
  expect(await readdir(directory)).not.toContain('weaklayer-1.1.crx')
})

class Killed extends Error {}

/** The file system of a process that is killed after so many calls: before a call, or when half of its work is done. */
function killedAfter(calls: number): { files: PublishFiles; made: () => number } {
  let made = 0
  const step = async (half: () => Promise<unknown>, whole: () => Promise<void>) => {
    if (made++ < calls) return await whole()
    await half()
    throw new Killed()
  }
  const leftover = (path: string) => writeFile(path.replace(/[^/]+$/, '.weaklayer-publish-$&'), 'half')
  return {
    made: () => made,
    files: {
      put: (path, bytes) =>
        step(
          () => leftover(path),
          () => publishFiles.put(path, bytes),
        ),
      putTogether: all =>
        step(
          () => leftover(all[0]?.path ?? ''),
          () => publishFiles.putTogether(all),
        ),
      sync: directory =>
        step(
          async () => undefined,
          () => publishFiles.sync(directory),
        ),
      remove: path =>
        step(
          async () => undefined,
          () => publishFiles.remove(path),
        ),
    },
  }
}

test('killed at any step, the old or the new version stands whole, and the next call finishes', async () => {
  const whole = killedAfter(Number.POSITIVE_INFINITY)
  await publish('1.0', await temporary(), whole.files)
  const steps = whole.made()
  expect(steps).toBeGreaterThanOrEqual(5)
  const stood: (string | undefined)[] = []
  for (let calls = 0; calls < steps; calls++) {
    const directory = await temporary()
    await publish('1.0', directory)
    await expect(publish('1.1', directory, killedAfter(calls).files)).rejects.toThrow(Killed)
    const [version, ...others] = await offered(directory)
    expect(others).toEqual([version])
    stood.push(version)
    await publish('1.1', directory)
    expect(await offered(directory)).toEqual(['1.1', '1.1'])
    expect((await readdir(directory)).filter(name => name.startsWith('.'))).toEqual([])
  }
  expect(stood.slice(0, 4)).toEqual(['1.0', '1.0', '1.0', '1.0'])
  expect(stood.at(-1)).toBe('1.1')
})

const locks: [string, string, number, boolean][] = [
  ['a process that runs', `${process.ppid} ${hostname()}\n`, 0, true],
  ['a process that is gone', `4194304 ${hostname()}\n`, 0, false],
  ['one with the number of this one', `${process.pid} ${hostname()}\n`, 0, false],
  ['another machine', '7 elsewhere\n', 599_000, true],
  ['another machine, long ago', '7 elsewhere\n', 601_000, false],
]

test.each(locks)('the lock of %s, %j, %d ms old, counts: %s', async (...[, owner, ageMs, isHeld]) => {
  const directory = await temporary()
  await publish('1.0', directory)
  const lock = join(directory, lockName)
  await writeFile(lock, owner)
  await utimes(lock, new Date(nowMs - ageMs), new Date(nowMs - ageMs))
  const outcome = await publish('1.1', directory).then(
    ({ status }) => status,
    error => (error as { code: string }).code,
  )
  expect(outcome).toBe(isHeld ? 'PUBLISHED_IN_USE' : 'published')
  expect((await readdir(directory)).includes(lockName)).toBe(isHeld)
})

test('of calls at the same time, one publishes at a time', async () => {
  const directory = await temporary()
  const versions = ['1.0', '1.1', '1.2', '1.3']
  const ended = await Promise.allSettled(versions.map(version => publish(version, directory)))
  const published = versions.filter((_, index) => ended[index]?.status === 'fulfilled')
  expect(published.length).toBeGreaterThan(0)
  expect(await offered(directory)).toEqual([published.at(-1), published.at(-1)])
})

test('a ring has a state of its own', async () => {
  const directory = await temporary()
  await publish('1.1', join(directory, 'pilot'))
  await publish('1.0', directory)
  expect([await offered(directory), await offered(join(directory, 'pilot'))]).toEqual([
    ['1.0', '1.0'],
    ['1.1', '1.1'],
  ])
  expect(sampleKey.extensionId).toMatch(/^[a-p]{32}$/)
})
