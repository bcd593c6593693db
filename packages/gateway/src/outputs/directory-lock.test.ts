import { readFileSync } from 'node:fs'
import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryDirectory } from '../testing/test-gateway.ts'
import { lockDirectory } from './directory-lock.ts'

test('a directory has one owner, and is free again when that one closes', async () => {
  const directory = await temporaryDirectory()
  const first = await lockDirectory(directory)
  await expect(lockDirectory(directory)).rejects.toMatchObject({
    code: 'OUTPUT_DIRECTORY_IN_USE',
    todo: expect.any(String),
  })
  await first.release()
  await (await lockDirectory(directory)).release()
  expect(await readdir(directory)).toEqual([])
})

test('the lock of a process that is gone is taken over, one of an unknown machine only after it fell silent', async () => {
  const directory = await temporaryDirectory()
  const held = await lockDirectory(directory)
  const path = join(directory, '.weaklayer-lock')
  const owner = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
  await held.release()
  const others: [Record<string, unknown>, 'free' | 'taken'][] = [
    [{ ...owner, startedTicks: '1' }, 'free'],
    [{ ...owner, pid: 4_194_303 }, 'free'],
    [{ ...owner, bootId: 'earlier' }, 'free'],
    [{ ...owner, pidNamespace: 'pid:[1]' }, 'taken'],
    [{ ...owner, bootId: 'other', host: 'other' }, 'taken'],
  ]
  for (const [other, expected] of others) {
    await writeFile(path, JSON.stringify(other))
    const outcome = await lockDirectory(directory).then(
      lock => lock.release().then(() => 'free'),
      () => 'taken',
    )
    expect([other, outcome]).toEqual([other, expected])
    await rm(path, { force: true })
  }
})

test('workers share a directory, each with a lock of its own; a gateway of one process waits for all of them', async () => {
  const directory = await temporaryDirectory()
  const inUse = { code: 'OUTPUT_DIRECTORY_IN_USE' }
  const first = await lockDirectory(directory, { number: 1, of: 2 })
  const second = await lockDirectory(directory, { number: 2, of: 2 })
  expect((await readdir(directory)).sort()).toEqual(['.weaklayer-lock.w1', '.weaklayer-lock.w2'])
  await expect(lockDirectory(directory)).rejects.toMatchObject(inUse)
  await expect(lockDirectory(directory, { number: 2, of: 2 })).rejects.toMatchObject(inUse)
  await first.release()
  // The first of one worker would finish what the second writes still.
  await expect(lockDirectory(directory, { number: 1, of: 1 })).rejects.toMatchObject(inUse)
  expect(await readdir(directory)).toEqual(['.weaklayer-lock.w2'])
  await second.release()
  const alone = await lockDirectory(directory)
  await expect(lockDirectory(directory, { number: 1, of: 2 })).rejects.toMatchObject(inUse)
  await alone.release()
  expect(await readdir(directory)).toEqual([])
})

test('locks of workers that are gone are in the way of nobody', async () => {
  const directory = await temporaryDirectory()
  const held = await lockDirectory(directory)
  const owner = JSON.parse(readFileSync(join(directory, '.weaklayer-lock'), 'utf8')) as object
  await held.release()
  const dead = JSON.stringify({ ...owner, startedTicks: '1' })
  await writeFile(join(directory, '.weaklayer-lock.w3'), dead)
  await (await lockDirectory(directory, { number: 1, of: 2 })).release()
  await writeFile(join(directory, '.weaklayer-lock.w3'), dead)
  await (await lockDirectory(directory)).release()
  expect(await readdir(directory)).toEqual([])
})
