import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadGatewayConfig } from '@weaklayer/gateway'
import { acceptsKey, isPublicExample, type Verifier } from '@weaklayer/wire'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openHome } from './home.ts'

let parent = ''
let directory = ''

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'weaklayer-home-'))
  directory = join(parent, 'demo')
})

afterEach(() => rmSync(parent, { recursive: true, force: true }))

const modeOf = (path: string) => statSync(path).mode & 0o777

test('makes a private directory at the first start, and keeps everything at the next', async () => {
  const first = await openHome(directory)
  const config = readFileSync(first.configFile, 'utf8')
  const second = await openHome(directory)

  expect([modeOf(directory), modeOf(first.configFile)]).toEqual([0o700, 0o600])
  expect([first.isNew, second.isNew]).toEqual([true, false])
  expect(second.installKey).toEqual(first.installKey)
  expect(readFileSync(second.configFile, 'utf8')).toBe(config)
})

test('makes a configuration that the gateway takes, for the key that it made', async () => {
  const { configFile, installKey } = await openHome(directory)
  const loaded = await loadGatewayConfig({ file: configFile })

  if (loaded.status !== 'ok') throw new Error(JSON.stringify(loaded.problems))
  const { sensor, outputs } = loaded.config
  expect(loaded.warnings).toEqual([])
  expect(sensor.api).toMatchObject({ host: '127.0.0.1', port: 8080 })
  expect(outputs).toMatchObject([{ type: 'filesystem', directory: join(directory, 'events') }])
  expect(await acceptsKey(sensor.install.verifiers[0] as Verifier, installKey)).toBe(true)
})

test('makes other secrets in every directory, and no public ones', async () => {
  const one = await openHome(directory)
  const other = await openHome(join(parent, 'other'))

  expect(one.installKey.group).not.toBe(other.installKey.group)
  expect(one.installKey.secret).not.toBe(other.installKey.secret)
  expect(isPublicExample(one.installKey.secret)).toBe(false)
})

test('begins anew when an earlier first start was cut short', async () => {
  const { configFile } = await openHome(directory)
  rmSync(configFile)

  expect((await openHome(directory)).isNew).toBe(true)
  expect(existsSync(configFile)).toBe(true)
})

test.each([
  ['is missing', (file: string) => rmSync(file)],
  ['holds no install key', (file: string) => writeFileSync(file, '{"group": "x"}')],
])('says what to do when the install key %s', async (told, damage) => {
  await openHome(directory)
  damage(join(directory, 'install-key.json'))

  await expect(openHome(directory)).rejects.toMatchObject({
    code: 'HOME_DAMAGED',
    message: expect.stringContaining(told),
    todo: expect.stringContaining('gateway.yaml'),
  })
})

test('says what to do when the directory cannot be made', async () => {
  writeFileSync(directory, 'a file in the way')

  await expect(openHome(join(directory, 'below', 'demo'))).rejects.toMatchObject({
    code: 'DIRECTORY_NOT_WRITABLE',
    todo: expect.stringContaining('--directory'),
  })
})

test('makes the directories above it too', async () => {
  const { isNew } = await openHome(join(directory, 'below', 'further'))

  expect(isNew).toBe(true)
})
