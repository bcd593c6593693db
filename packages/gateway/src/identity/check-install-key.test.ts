import { exampleInstallKey, exampleVerifier, makeInstallKey, makeVerifier } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import { createInstallKeyCheck } from './check-install-key.ts'

test('the known-good pair of the first format is accepted, and an altered secret is not', async () => {
  const check = createInstallKeyCheck([exampleVerifier])
  expect(await check.acceptsSlow(exampleInstallKey, 1)).toBe(true)
  expect(await check.acceptsSlow(exampleInstallKey, 1)).toBe(true)
  expect(await check.acceptsSlow({ ...exampleInstallKey, secret: (await makeInstallKey()).secret }, 1)).toBe(
    false,
  )
})

test('several verifiers of a group are tried, those of other groups never', async () => {
  const group = crypto.randomUUID()
  const keys = [await makeInstallKey(group), await makeInstallKey(group)]
  const verifiers = await Promise.all(keys.map(key => makeVerifier(key)))
  const check = createInstallKeyCheck(verifiers)
  for (const key of keys) expect(await check.acceptsFast(key, 1)).toBe(true)
  for (const key of keys)
    expect(await check.acceptsFast({ ...key, group: crypto.randomUUID() }, 1)).toBe(false)
})

test('neither a key nor a verifier is accepted after its end, remembered or not', async () => {
  const key = await makeInstallKey()
  const verifier = { ...(await makeVerifier(key)), notAfter: 100 }
  const check = createInstallKeyCheck([verifier])
  expect(await check.acceptsFast(key, 100)).toBe(true)
  expect(await check.acceptsFast(key, 101)).toBe(false)
  expect(await check.acceptsFast({ ...key, notAfter: 50 }, 51)).toBe(false)
})

test('a verifier of the slow format is never tried where the answer has to be fast', async () => {
  const check = createInstallKeyCheck([exampleVerifier])
  expect(await check.acceptsFast(exampleInstallKey, 1)).toBe(false)
  expect(await check.acceptsSlow(exampleInstallKey, 1)).toBe(true)
  expect(await check.acceptsFast(exampleInstallKey, 1)).toBe(true)
})
