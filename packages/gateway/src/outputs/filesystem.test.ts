import { globSync, readFileSync } from 'node:fs'
import { appendFile, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pino from 'pino'
import { expect, test } from 'vitest'
import { temporaryDirectory } from '../testing/test-gateway.ts'
import { lockDirectory } from './directory-lock.ts'
import { openFilesystemOutput } from './filesystem.ts'
import { cutTornEnd } from './finish-leftovers.ts'
import { createGroupCommit } from './group-commit.ts'
import { durable, type Output } from './output.ts'

const group = '97235229-5a58-4dd6-b9fd-4395f8b5f6bf'
const startMs = 1_763_760_000_000

async function openOutput(directory: string, { sizeBytes = 1000 }: { sizeBytes?: number } = {}) {
  const timers: { delayMs: number; run: () => void }[] = []
  const clock = {
    nowMs: () => startMs,
    after: (delayMs: number, run: () => void) => {
      const timer = { delayMs, run }
      timers.push(timer)
      return () => void timers.splice(timers.indexOf(timer), 1)
    },
  }
  const lines: string[] = []
  const output = await openFilesystemOutput({
    name: 'test',
    directory,
    required: true,
    ageMs: 300_000,
    sizeBytes,
    clock,
    log: pino({ level: 'info' }, { write: line => void lines.push(line) }),
    onFatal: error => {
      throw error
    },
  })
  return { output, timers, log: () => lines.join('') }
}

const write = (output: Output, text: string) => output.write(group, Buffer.from(text))
const filesOf = async (directory: string) => (await readdir(join(directory, group))).sort()
const us = startMs * 1000

test('lines go to a dot file, which gets its name when the output closes', async () => {
  const directory = await temporaryDirectory()
  const { output } = await openOutput(directory)
  expect(await write(output, '{"a":1}\n')).toEqual(durable)
  expect(await filesOf(directory)).toEqual([`.${us}.ndjson`])
  await output.close()
  expect(await filesOf(directory)).toEqual([`${us}-${us}.ndjson`])
  expect((await write(output, '{}\n')).status).toBe('unavailable')
})

test('a file ends when it reaches its size, and a name that is taken is never written over', async () => {
  const directory = await temporaryDirectory()
  await mkdir(join(directory, group))
  await writeFile(join(directory, group, `${us}-${us}.ndjson`), 'precious')
  const { output } = await openOutput(directory, { sizeBytes: 8 })
  await write(output, '{"a":1}\n')
  await write(output, '{"b":1}\n')
  expect(await filesOf(directory)).toEqual([0, 1, 2].map(more => `${us}-${us + more}.ndjson`))
  expect(readFileSync(join(directory, group, `${us}-${us}.ndjson`), 'utf8')).toBe('precious')
  await output.close()
})

test('a file ends at its age, and the next line starts another one', async () => {
  const directory = await temporaryDirectory()
  const { output, timers } = await openOutput(directory)
  await write(output, '{"a":1}\n')
  expect(timers.map(timer => timer.delayMs)).toEqual([300_000])
  timers[0]?.run()
  await write(output, '{"b":1}\n')
  expect(await filesOf(directory)).toEqual([`.${us}.ndjson`, `${us}-${us}.ndjson`])
  await output.close()
  expect(timers).toEqual([])
})

test('everything that waits while a commit runs goes out in the next one', async () => {
  const commits: number[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  const commit = createGroupCommit(async buffers => {
    commits.push(buffers.length)
    if (commits.length === 1) await promise
    return durable
  })
  const first = commit.add(Buffer.from('1'))
  await Promise.resolve()
  const others = Array.from({ length: 2000 }, () => commit.add(Buffer.from('x')))
  resolve()
  await Promise.all([first, ...others])
  expect(commits).toEqual([1, 1024, 976])
})

test('a start finishes what a dead process left: whole lines stay, a torn end is cut off and reported', async () => {
  const directory = await temporaryDirectory()
  await mkdir(join(directory, group))
  await mkdir(join(directory, 'notes'))
  await writeFile(join(directory, group, '.100.ndjson'), '{"a":1}\n{"b":')
  await writeFile(join(directory, group, '.200.ndjson'), '{"torn')
  await writeFile(join(directory, group, '.300.ndjson'), '')
  await writeFile(join(directory, 'notes', '.400.ndjson'), 'not mine')
  const { output, log } = await openOutput(directory)
  const files = await filesOf(directory)
  expect(files).toEqual([expect.stringMatching(/^100-\d+\.ndjson$/)])
  expect(readFileSync(join(directory, group, files[0] ?? ''), 'utf8')).toBe('{"a":1}\n')
  expect(log()).toContain('"cutBytes":5')
  expect(globSync('notes/.*', { cwd: directory })).toEqual(['notes/.400.ndjson'])
  await output.close()
})

const ends: [string, string, string][] = [
  ['whole', '{"a":1}\n{"b":2}\n', ''],
  ['torn', '{"a":1}\n', '{"b":2'],
  ['without its line feed', '{"a":1}\n', '{"b":2}'],
  ['zeros', '{"a":1}\n', '\0'.repeat(200_000)],
  ['zeros with a line feed', '{"a":1}\n', `${'\0'.repeat(5000)}\n`],
  ['zeros and more lines', '{"a":1}\n', `${'\0'.repeat(50)}\n\0\n{"c"\n`],
  ['one very long line', `${JSON.stringify({ a: 'x'.repeat(300_000) })}\n`, '{"b"'],
  ['nothing whole', '', '{"a":1'],
]

test.each(ends)('of a file that ends %s the whole lines stay', async (_what, whole, torn) => {
  const path = join(await temporaryDirectory(), 'file')
  await writeFile(path, whole + torn)
  expect(await cutTornEnd(path)).toEqual({
    keptBytes: Buffer.byteLength(whole),
    cutBytes: Buffer.byteLength(torn),
  })
  expect(readFileSync(path, 'utf8')).toBe(whole)
})

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

test.each(['a file', 'a dangling link'])('%s instead of a directory is a clear refusal', async what => {
  const path = join(await temporaryDirectory(), 'place')
  if (what === 'a file') await appendFile(path, 'x')
  else await symlink('/nowhere/at/all', path)
  await expect(openOutput(path)).rejects.toMatchObject({
    code: 'OUTPUT_DIRECTORY_UNUSABLE',
    message: expect.stringContaining(path),
  })
})
