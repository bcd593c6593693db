import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { makeSigningKey } from './signing-key.ts'
import { readKeyFile, refuseExposedKey, writeKeyFile } from './signing-key-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'weaklayer-key-'))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (name: string) => join(folder, name)
const pem = makeSigningKey()
const pkcs8 = { type: 'pkcs8', format: 'pem' } as const

test('a key is written for its owner alone, and never over a file', async () => {
  await writeKeyFile(at('new.pem'), pem)
  expect(statSync(at('new.pem')).mode & 0o777).toBe(0o600)
  await expect(writeKeyFile(at('new.pem'), 'other')).rejects.toMatchObject({ code: 'SIGNING_KEY_EXISTS' })
  expect(readFileSync(at('new.pem'), 'utf8')).toBe(pem)
  expect(await readKeyFile(at('new.pem'))).toMatchObject({ isOpen: false })
  chmodSync(at('new.pem'), 0o640)
  expect(await readKeyFile(at('new.pem'))).toMatchObject({ isOpen: true })
})

test('a key that openssl made is taken, in either form', async () => {
  execFileSync('openssl', ['genrsa', '-out', at('pkcs8.pem'), '2048'], { stdio: 'ignore' })
  execFileSync('openssl', ['rsa', '-in', at('pkcs8.pem'), '-traditional', '-out', at('pkcs1.pem')], {
    stdio: 'ignore',
  })
  const { key } = await readKeyFile(at('pkcs8.pem'))
  expect((await readKeyFile(at('pkcs1.pem'))).key.extensionId).toBe(key.extensionId)
})

const unusable: [string, string, string][] = [
  ['an encrypted one', encrypted(), 'SIGNING_KEY_UNREADABLE'],
  ['a public one', publicKey(), 'SIGNING_KEY_UNREADABLE'],
  ['something else', '{"key": "c2VjcmV0LXRleHQ"}', 'SIGNING_KEY_UNREADABLE'],
  ['one of too few bits', rsa(1024), 'SIGNING_KEY_UNSUITABLE'],
  ['one of another kind', elliptic(), 'SIGNING_KEY_UNSUITABLE'],
]

test.each(unusable)(
  'instead of a key, %s is refused, and nothing of it is said',
  async (...[, text, code]) => {
    writeFileSync(at('bad.pem'), text)
    const error = await readKeyFile(at('bad.pem')).catch((caught: unknown) => caught as Error)
    expect(error).toMatchObject({ code, message: expect.stringContaining('bad.pem') })
    const secret = /[\w+/]{12,}/.exec(text.split('\n')[1] ?? text)?.[0] ?? ''
    expect(secret).not.toBe('')
    expect(
      `${(error as Error).message}${(error as Error).stack}${String((error as Error).cause)}`,
    ).not.toContain(secret)
  },
)

test('a file that is not there is named', async () => {
  await expect(readKeyFile(at('none.pem'))).rejects.toMatchObject({
    code: 'SIGNING_KEY_UNREADABLE',
    message: expect.stringMatching(/none\.pem cannot be read: ENOENT/),
  })
})

test('a key inside a folder that is given away is refused, also through links and before either exists', async () => {
  mkdirSync(at('served/deep'), { recursive: true })
  writeFileSync(at('served/deep/key.pem'), pem)
  symlinkSync(at('served'), at('link'))
  for (const [key, served] of [
    ['served/deep/key.pem', 'served'],
    ['link/deep/key.pem', 'served'],
    ['served/new.pem', 'link'],
    ['later/key.pem', 'later'],
  ] as const)
    await expect(refuseExposedKey(at(key), [at('else'), at(served)])).rejects.toMatchObject({
      code: 'SIGNING_KEY_EXPOSED',
    })
  for (const fine of ['key.pem', 'served.pem', 'served/../..key.pem'])
    expect(await refuseExposedKey(at(fine), [at('served'), at('else')])).toBeUndefined()
})

function encrypted(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return privateKey.export({ ...pkcs8, cipher: 'aes-256-cbc', passphrase: 'x' }).toString()
}

function publicKey(): string {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return publicKey.export({ type: 'spki', format: 'pem' }).toString()
}

function rsa(modulusLength: number): string {
  return generateKeyPairSync('rsa', { modulusLength }).privateKey.export(pkcs8).toString()
}

function elliptic(): string {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(pkcs8).toString()
}
