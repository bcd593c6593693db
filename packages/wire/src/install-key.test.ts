import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exampleInstallKey, exampleVerifier, isPublicExample } from './example-secrets.ts'
import { checksumMatches, installKey, makeInstallKey } from './install-key.ts'
import { acceptsKey, makeVerifier, verifier, verifierChecksumMatches } from './verifier.ts'

test('the known-good pair of the first Weaklayer matches', async () => {
  expect(checksumMatches(installKey.parse(exampleInstallKey))).toBe(true)
  expect(verifierChecksumMatches(verifier.parse(exampleVerifier))).toBe(true)
  expect(await acceptsKey(exampleVerifier, exampleInstallKey)).toBe(true)
})

test('a made key has its group, 64 random bytes and a checksum that matches', async () => {
  const key = await makeInstallKey(exampleInstallKey.group)
  expect(installKey.parse(key)).toEqual(key)
  expect(key.group).toBe(exampleInstallKey.group)
  expect(atob(key.secret)).toHaveLength(64)
  expect(checksumMatches(key)).toBe(true)
  expect((await makeInstallKey(exampleInstallKey.group)).secret).not.toBe(key.secret)
  expect((await makeInstallKey()).group).not.toBe((await makeInstallKey()).group)
})

test('a key is written in one way only', async () => {
  const { secret, checksum, ...key } = await makeInstallKey()
  const otherSecret = secret.replace(/.==$/, 'B==')
  const otherChecksum = checksum.replace(/.=$/, 'B=')
  expect(atob(otherSecret)).toHaveLength(64)
  expect(installKey.safeParse({ ...key, secret, checksum }).success).toBe(true)
  expect(installKey.safeParse({ ...key, secret: otherSecret, checksum }).success).toBe(false)
  expect(installKey.safeParse({ ...key, secret, checksum: otherChecksum }).success).toBe(false)
})

const formats = [
  ['sha256', { algorithm: 'sha256', saltBytes: 16 }],
  ['first', { algorithm: undefined, saltBytes: 4 }],
] as const

test.each(formats)(
  'a verifier of the format %s accepts its own key only',
  async (format, { algorithm, saltBytes }) => {
    const key = await makeInstallKey()
    const made = await makeVerifier(key, { format })
    expect(verifier.parse(made)).toEqual(made)
    expect(made.algorithm).toBe(algorithm)
    expect(atob(made.salt)).toHaveLength(saltBytes)
    expect(verifierChecksumMatches(made)).toBe(true)
    expect(await acceptsKey(made, key)).toBe(true)
    expect(await acceptsKey(made, await makeInstallKey(key.group))).toBe(false)
    expect(await acceptsKey(made, { ...key, group: exampleInstallKey.group })).toBe(false)
    expect(JSON.stringify(made)).not.toContain(key.secret)
  },
)

test('a verifier is in our format unless another is asked for, and ends with its key', async () => {
  const key = { ...(await makeInstallKey()), notAfter: 1_800_000_000_000_000 }
  expect(await makeVerifier(key)).toMatchObject({ algorithm: 'sha256', notAfter: key.notAfter })
  expect(await makeVerifier(await makeInstallKey())).not.toHaveProperty('notAfter')
})

test('a verifier of one format does not pass as the other', async () => {
  const key = await makeInstallKey()
  const { algorithm: _, ...ours } = await makeVerifier(key)
  expect(await acceptsKey(ours, key)).toBe(false)
  const first = await makeVerifier(key, { format: 'first' })
  expect(await acceptsKey({ ...first, algorithm: 'sha256' }, key)).toBe(false)
})

const damage = (text: string, at: number) =>
  text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)

test('any one changed character of group, secret, salt, hash or checksum is found', async () => {
  const key = await makeInstallKey()
  const made = await makeVerifier(key)
  // The last character before the padding has bits that are not used.
  const position = (text: string) => fc.nat(text.replaceAll('=', '').length - 2)
  const digit = key.group[0] === '0' ? '1' : '0'
  expect(checksumMatches({ ...key, group: digit + key.group.slice(1) })).toBe(false)
  expect(verifierChecksumMatches({ ...made, group: digit + key.group.slice(1) })).toBe(false)
  fc.assert(
    fc.property(
      position(key.secret),
      position(key.checksum),
      position(made.salt),
      (...[inSecret, inHash, inSalt]) => {
        expect(checksumMatches({ ...key, secret: damage(key.secret, inSecret) })).toBe(false)
        expect(checksumMatches({ ...key, checksum: damage(key.checksum, inHash) })).toBe(false)
        expect(verifierChecksumMatches({ ...made, salt: damage(made.salt, inSalt) })).toBe(false)
        expect(verifierChecksumMatches({ ...made, hash: damage(made.hash, inHash) })).toBe(false)
        expect(verifierChecksumMatches({ ...made, checksum: damage(made.checksum, inHash) })).toBe(false)
      },
    ),
  )
})

test('values that are not base64 match nothing', async () => {
  expect(checksumMatches({ ...exampleInstallKey, secret: '*' })).toBe(false)
  expect(checksumMatches({ ...exampleInstallKey, secret: exampleInstallKey.secret.slice(4) })).toBe(false)
  expect(verifierChecksumMatches({ ...exampleVerifier, salt: '*' })).toBe(false)
  expect(await acceptsKey({ ...exampleVerifier, hash: '*' }, exampleInstallKey)).toBe(false)
})

test('every example value is known as public, and a made one is not', async () => {
  const key = await makeInstallKey()
  const { group: _, ...keyValues } = exampleInstallKey
  const { group: __, salt: ___, ...verifierValues } = exampleVerifier
  for (const value of [...Object.values(keyValues), ...Object.values(verifierValues)])
    expect(isPublicExample(value)).toBe(true)
  expect(isPublicExample(key.secret)).toBe(false)
})
