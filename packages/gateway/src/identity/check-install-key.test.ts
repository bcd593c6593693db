import { exampleInstallKey, exampleVerifier, makeInstallKey, makeVerifier } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import { createInstallKeyCheck } from './check-install-key.ts'

test('the known-good pair of the first format is accepted, and an altered secret is not', async () => {
  const check = createInstallKeyCheck([exampleVerifier])
  expect(await check.accepts(exampleInstallKey, 1)).toBe(true)
  expect(await check.accepts(exampleInstallKey, 1)).toBe(true)
  expect(await check.accepts({ ...exampleInstallKey, secret: (await makeInstallKey()).secret }, 1)).toBe(
    false,
  )
})

test('several verifiers of a group are tried, those of other groups never', async () => {
  const group = crypto.randomUUID()
  const keys = [await makeInstallKey(group), await makeInstallKey(group)]
  const verifiers = await Promise.all(keys.map(key => makeVerifier(key)))
  const check = createInstallKeyCheck(verifiers)
  for (const key of keys) expect(await check.accepts(key, 1)).toBe(true)
  for (const key of keys) expect(await check.accepts({ ...key, group: crypto.randomUUID() }, 1)).toBe(false)
})

test('neither a key nor a verifier is accepted after its end, remembered or not', async () => {
  const key = await makeInstallKey()
  const verifier = { ...(await makeVerifier(key)), notAfter: 100 }
  const check = createInstallKeyCheck([verifier])
  expect(await check.accepts(key, 100)).toBe(true)
  expect(await check.accepts(key, 101)).toBe(false)
  expect(await check.accepts({ ...key, notAfter: 50 }, 51)).toBe(false)
})
