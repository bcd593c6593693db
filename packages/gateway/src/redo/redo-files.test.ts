import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { createTestClock } from '../testing/test-clock.ts'
import { temporaryDirectory } from '../testing/test-gateway.ts'
import { createRedoFiles } from './redo-files.ts'

const ageMs = 300_000
const redoLogBytes = 10
const full = 'abcdefghij'

async function openFiles() {
  const directory = await temporaryDirectory()
  const clock = createTestClock(1_763_760_000_000)
  const due: number[] = []
  const files = createRedoFiles({ directory, clock, ageMs, redoLogBytes }, () => due.push(clock.nowMs()))
  return { directory, clock, due, files, names: () => readdirSync(directory) }
}
type Opened = Awaited<ReturnType<typeof openFiles>>

/** As a round of the redo log does it. */
async function append({ files }: Opened, text: string, sync = () => Promise.resolve()) {
  const file = await files.current()
  await file.handle.write(text, file.bytes)
  file.bytes += text.length
  file.files.set('an event file', sync)
  return file
}

test('a full file is written over by the next use, which has a salt of its own', async () => {
  const opened = await openFiles()
  const first = await append(opened, full)
  expect(opened.files.isDue()).toBe(true)
  await opened.files.retire()
  const second = await append(opened, 'AB')
  expect(opened.files.isDue()).toBe(false)
  expect(second.path).toBe(first.path)
  expect(second.salt).not.toBe(first.salt)
  expect(readFileSync(second.path, 'utf8')).toBe('ABcdefghij')
})

test('while a full file waits for its event files another one takes records; one spare file is kept', async () => {
  const opened = await openFiles()
  const { promise, resolve } = Promise.withResolvers<void>()
  await append(opened, full, () => promise)
  const retired = opened.files.retire()
  await append(opened, full)
  expect(opened.names()).toHaveLength(2)
  resolve()
  await retired
  await opened.files.retire()
  expect(opened.names()).toHaveLength(1)
})

test('what a longer use left behind a shorter one goes with that', async () => {
  const opened = await openFiles()
  await append(opened, `${full} and the rest of a long round`)
  await opened.files.retire()
  const { path } = await append(opened, 'ABCDEFGHIJ')
  await opened.files.retire()
  expect(readFileSync(path, 'utf8')).toBe('ABCDEFGHIJ')
})

test('an old file asks to give way, and is not written over', async () => {
  const opened = await openFiles()
  await append(opened, 'a')
  await opened.clock.advance(ageMs - 1)
  expect(opened.files.isDue()).toBe(false)
  await opened.clock.advance(1)
  expect(opened.due).toHaveLength(1)
  expect(opened.files.isDue()).toBe(true)
  await opened.files.retire()
  expect(opened.names()).toEqual([])
})

test('a spare file goes when it gets old: what was erased elsewhere may not stay in it', async () => {
  const opened = await openFiles()
  await append(opened, full)
  await opened.clock.advance(ageMs / 2)
  await opened.files.retire()
  expect(opened.names()).toHaveLength(1)
  await opened.clock.advance(ageMs / 2)
  await vi.waitFor(() => expect(opened.names()).toEqual([]))
  expect(opened.due).toEqual([])
})

test('the next use of a file gets its own age', async () => {
  const opened = await openFiles()
  await append(opened, full)
  await opened.files.retire()
  await opened.clock.advance(ageMs / 2)
  await append(opened, 'a')
  await opened.clock.advance(ageMs / 2)
  expect(opened.files.isDue()).toBe(false)
  await opened.clock.advance(ageMs / 2)
  expect(opened.files.isDue()).toBe(true)
})

test('a file whose event files could not be synced stays as it is for the next start', async () => {
  const opened = await openFiles()
  const { path } = await append(opened, full, () => Promise.reject(new Error('EIO: injected')))
  await opened.files.retire()
  const next = await append(opened, full)
  expect(next.path).not.toBe(path)
  await opened.files.retire()
  await opened.files.close()
  expect(opened.names().map(name => join(opened.directory, name))).toEqual([path])
  expect(readFileSync(path, 'utf8')).toBe(full)
})

test('a close removes the spare file, and leaves one that was not retired: the next start needs it', async () => {
  const opened = await openFiles()
  await append(opened, full)
  await opened.files.retire()
  await opened.files.close()
  expect(opened.names()).toEqual([])
  const kept = await openFiles()
  await append(kept, full)
  await kept.files.close()
  expect(kept.names()).toHaveLength(1)
})
