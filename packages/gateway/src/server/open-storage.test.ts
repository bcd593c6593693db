import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { makeInstallKey } from '@weaklayer/wire'
import pino from 'pino'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { systemClock } from '../clock.ts'
import { lockDirectory } from '../outputs/directory-lock.ts'
import { makeDirectory } from '../outputs/sync-directory.ts'
import { faultyFiles } from '../testing/faulty-files.ts'
import { linesOf, temporaryDirectory, testConfig } from '../testing/test-gateway.ts'
import { openStorage } from './open-storage.ts'

vi.mock('node:fs/promises', async original => {
  const { withFaults } = await import('../testing/faulty-files.ts')
  return withFaults(await original())
})
afterEach(() => faultyFiles.reset())

async function storageWithCopy() {
  const base = await temporaryDirectory()
  const [directory, copy] = [join(base, 'events'), join(base, 'copy')]
  const outputs = [
    { type: 'filesystem', directory },
    { type: 'filesystem', directory: copy, required: false, format: 'array' },
  ]
  const config = await testConfig({ directory, key: await makeInstallKey(), outputs })
  const lines: string[] = []
  const open = () =>
    openStorage(config, {
      baseDirectory: base,
      clock: systemClock(),
      log: pino({}, { write: line => void lines.push(line) }),
      stdout: new PassThrough(),
      onFatal: error => {
        throw error
      },
    })
  return { open, directory, copy, log: () => lines.join('') }
}

const groups = Array.from({ length: 20 }, () => crypto.randomUUID())

const lines = Buffer.from('{"a":1}\n')

test('a best-effort disk that hangs holds one thread, whatever number of groups writes', async () => {
  const { open, directory } = await storageWithCopy()
  const storage = await open()
  const goOn = faultyFiles.hold('datasync', '/copy/')
  for (const group of groups) {
    expect(await storage.store({ group, lines, events: 1 })).toEqual({ status: 'durable' })
  }
  expect(linesOf(directory)).toHaveLength(20)
  await vi.waitFor(() => expect(faultyFiles.log.some(step => step.endsWith('.json'))).toBe(true))
  expect(faultyFiles.log.filter(step => /^datasync .*\.json$/.test(step))).toHaveLength(1)
  expect(storage.counters()).toMatchObject([
    { required: true, storedEvents: 20 },
    { required: false, storedEvents: 0, droppedEvents: 0 },
    { name: expect.stringContaining('dead letter') },
  ])
  goOn()
  await storage.close()
  expect(storage.counters()[1]).toMatchObject({ storedEvents: 20, queuedBytes: 0 })
})

test('a best-effort directory that another gateway has stops no start; a required one does', async () => {
  const { open, directory, copy, log } = await storageWithCopy()
  await makeDirectory(copy)
  await makeDirectory(directory)
  const lock = await lockDirectory(copy)
  onTestFinished(() => lock.release())
  const storage = await open()
  expect(await storage.store({ group: groups[0] ?? '', lines, events: 1 })).toEqual({ status: 'durable' })
  await vi.waitFor(() => expect(log()).toContain('"reason":"OUTPUT_DIRECTORY_IN_USE"'))
  await storage.close()
  const other = await lockDirectory(directory)
  onTestFinished(() => other.release())
  await expect(open()).rejects.toMatchObject({ code: 'OUTPUT_DIRECTORY_IN_USE' })
})
