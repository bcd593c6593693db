import { acceptsKey, checksumMatches, fromBase64, verifierChecksumMatches } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import { runCli } from './run-cli.ts'
import { sampleGroup } from './sample-directory.ts'

test('`key` makes a key whose verifier accepts it, and a new one each time', async () => {
  const first = JSON.parse((await runCli(['key', '--group', sampleGroup.toUpperCase()])).stdout)
  const second = JSON.parse((await runCli(['key', '--group', sampleGroup])).stdout)
  expect(first.key.group).toBe(sampleGroup)
  expect(first.verifier.group).toBe(sampleGroup)
  expect(await checksumMatches(first.key)).toBe(true)
  expect(await verifierChecksumMatches(first.verifier)).toBe(true)
  expect(await acceptsKey(first.verifier, first.key)).toBe(true)
  expect(await acceptsKey(second.verifier, first.key)).toBe(false)
})

test('`key` without a group makes a new group', async () => {
  const groups = [await runCli(['key']), await runCli(['key'])].map(
    ({ stdout }) => JSON.parse(stdout).key.group,
  )
  expect(groups[0]).toMatch(/^[0-9a-f-]{36}$/)
  expect(groups[0]).not.toBe(groups[1])
})

test('`secret` makes 64 random bytes', async () => {
  const secrets = [await runCli(['secret']), await runCli(['secret'])].map(
    ({ stdout }) => JSON.parse(stdout).secret,
  )
  expect(fromBase64(secrets[0])).toHaveLength(64)
  expect(secrets[0]).not.toBe(secrets[1])
})
