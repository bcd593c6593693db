import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockHolder, prepareProfile, quietNewProfile } from './profile-state.ts'

let directory = ''
let profile = ''
let extension = ''
const workerStore = () => join(profile, 'Default', 'Service Worker')

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'weaklayer-profile-'))
  profile = join(directory, 'profile')
  extension = join(directory, 'extension')
  mkdirSync(extension)
  writeFileSync(join(extension, 'worker.js'), '1')
})

afterEach(() => rmSync(directory, { recursive: true, force: true }))

function fillWorkerStore(): void {
  mkdirSync(workerStore(), { recursive: true })
  writeFileSync(join(workerStore(), 'script'), 'cached')
}

function hasLock(): boolean {
  return lstatSync(join(profile, 'SingletonLock'), { throwIfNoEntry: false }) !== undefined
}

test.each([
  ['this-host-4711', 'this-host', 4711],
  ['other-host-4711', 'this-host', undefined],
  ['nonsense', 'this-host', undefined],
] as const)('the lock %s on %s is held by %s', (lock, host, pid) => {
  expect(lockHolder(lock, host)).toBe(pid)
})

test('makes a profile that only its owner can read', async () => {
  await prepareProfile(profile, extension)

  expect(lstatSync(profile).mode & 0o777).toBe(0o700)
})

test.each([
  ['a process that is gone', `${hostname()}-4194303`],
  ['another machine', 'some-container-1'],
])('removes the lock of %s', async (_name, lock) => {
  mkdirSync(profile)
  symlinkSync(lock, join(profile, 'SingletonLock'))

  await prepareProfile(profile, extension)

  expect(hasLock()).toBe(false)
})

test('quiets a new profile, and leaves the preferences of another alone', async () => {
  const file = join(profile, 'Default', 'Preferences')

  await quietNewProfile(profile)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ credentials_enable_service: false })

  writeFileSync(file, '{"mine": true}')
  await quietNewProfile(profile)
  expect(readFileSync(file, 'utf8')).toBe('{"mine": true}')
})

test('forgets the worker of another build, and only that', async () => {
  await prepareProfile(profile, extension)
  fillWorkerStore()
  mkdirSync(join(profile, 'Default', 'IndexedDB'))

  await prepareProfile(profile, extension)
  expect(existsSync(workerStore())).toBe(true)

  writeFileSync(join(extension, 'worker.js'), '2')
  await prepareProfile(profile, extension)
  expect(existsSync(workerStore())).toBe(false)
  expect(existsSync(join(profile, 'Default', 'IndexedDB'))).toBe(true)
})
