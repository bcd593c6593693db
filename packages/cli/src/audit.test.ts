import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { auditBeginning, auditFileName, auditLine, chainAuditEntry } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import { runCli } from './run-cli.ts'
import { sampleDirectory } from './sample-directory.ts'

let head = auditBeginning
const records = Array.from({ length: 6 }, (_, index) => {
  const action = index === 4 ? 'revocation.added' : 'sensor.installed'
  const record = chainAuditEntry(
    { action, outcome: 'done', subject: { sensor: `sensor-${index}` } },
    head,
    Date.now() * 1000 + index,
  )
  head = { seq: record.seq, hash: record.hash }
  return record
})
const [firstFile, secondFile] = [auditFileName(1, 0), auditFileName(4, 0)]
const files = {
  [`audit/${firstFile}`]: records.slice(0, 3).map(auditLine).join(''),
  [`audit/${secondFile}`]: records.slice(3).map(auditLine).join(''),
  'empty/notes.txt': '',
}
const last = records.at(-1)?.hash ?? ''

test('a whole chain over several files is proven, and its end is told', async () => {
  await using directory = await sampleDirectory(files)
  const verified = await runCli(['audit', 'verify', 'audit', '--expect-last', last], { cwd: directory.path })
  expect(verified).toMatchObject({ status: 0, stderr: '' })
  expect(verified.stdout).toBe(`6 records in 2 files, 1 to 6: whole\nThe last one is 6, hash ${last}\n`)
})

test('what was changed is named with its file and line, in words and as JSON', async () => {
  await using directory = await sampleDirectory(files)
  const file = join(directory.path, 'audit', secondFile)
  await writeFile(file, (await readFile(file, 'utf8')).replace('sensor-4', 'sensor-9'))
  const words = await runCli(['audit', 'verify', 'audit'], { cwd: directory.path })
  expect(words).toMatchObject({ status: 1, stderr: '' })
  expect(words.stdout).toContain(`audit/${secondFile}:2: ALTERED: record 5 does not belong to its hash`)
  const json = await runCli(['audit', 'verify', 'audit', '--json'], { cwd: directory.path })
  const lines = json.stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(lines).toMatchObject([
    { record: 'finding', kind: 'altered', file: `audit/${secondFile}`, line: 2 },
    { record: 'summary', records: 6, whole: false },
  ])
})

test.each([
  [['audit', '--expect-last', '0'.repeat(64)], 1, 'END MISSING'],
  [['audit', '--expect', '0'.repeat(64)], 1, 'ANCHOR MISSING'],
  [['audit', '--from', '1'.repeat(64)], 1, 'BEGINNING MISSING'],
  [[`audit/${secondFile}`], 0, '4 to 6: whole'],
  [[`audit/${secondFile}`, `audit/${firstFile}`], 1, 'MOVED'],
  [['empty'], 1, 'holds no record'],
  [['nothing'], 2, 'it does not exist'],
  [['audit', 'empty'], 2, 'one is a directory'],
  [['audit', '--expect-last', 'x'], 2, 'Expected 64 hex digits'],
  [[], 2, "missing required argument 'path'"],
])('`audit verify %j` ends with %i', async (words, status, shows) => {
  await using directory = await sampleDirectory(files)
  const ended = await runCli(['audit', 'verify', ...words], { cwd: directory.path })
  expect([ended.status, ended.stdout + ended.stderr]).toEqual([status, expect.stringContaining(shows)])
})

test('a cut off end is found with the hash that was noted before', async () => {
  await using directory = await sampleDirectory(files)
  await writeFile(join(directory.path, 'audit', secondFile), auditLine(records[3] as never))
  const cwd = directory.path
  expect(await runCli(['audit', 'verify', 'audit'], { cwd })).toMatchObject({ status: 0 })
  expect(await runCli(['audit', 'verify', 'audit', '--expect-last', last], { cwd })).toMatchObject({
    status: 1,
  })
  expect(await runCli(['audit', 'verify', 'audit', '--expect', last], { cwd })).toMatchObject({ status: 1 })
})

test('records are shown by action and time, and what is none is told', async () => {
  await using directory = await sampleDirectory(files)
  const cwd = directory.path
  const shown = await runCli(['audit', 'show', 'audit', '--action', 'revocation', '--utc'], { cwd })
  expect(shown).toMatchObject({ status: 0, stderr: '' })
  expect(shown.stdout).toMatch(/^\S+ \S+Z {2}revocation\.added {2}done {2}sensor=sensor-4\n$/)
  const json = await runCli(['audit', 'show', 'audit', '--since', '1h', '--json'], { cwd })
  expect(
    json.stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line)),
  ).toEqual(records)
  await writeFile(join(cwd, 'audit', firstFile), 'x\n')
  const broken = await runCli(['audit', 'show', 'audit'], { cwd })
  expect([broken.status, broken.stderr]).toEqual([1, expect.stringContaining('1 lines are no records')])
})

const ofWorkers = {
  [`audit/worker-1/${firstFile}`]: files[`audit/${firstFile}`] ?? '',
  [`audit/worker-10/${firstFile}`]: records.map(auditLine).join(''),
  [`audit/worker-2/${firstFile}`]: records.slice(0, 1).map(auditLine).join(''),
}

test('the chain of each worker is proven, beside one of a time without workers', async () => {
  await using directory = await sampleDirectory({ ...files, ...ofWorkers })
  const cwd = directory.path
  const verified = await runCli(['audit', 'verify', 'audit'], { cwd })
  expect(verified).toMatchObject({ status: 0, stderr: '' })
  expect(verified.stdout.split('\n').filter(line => line.includes('records in'))).toEqual([
    'audit: 6 records in 2 files, 1 to 6: whole',
    'audit/worker-1: 3 records in 1 files, 1 to 3: whole',
    'audit/worker-2: 1 records in 1 files, 1 to 1: whole',
    'audit/worker-10: 6 records in 1 files, 1 to 6: whole',
  ])
  const shown = await runCli(['audit', 'show', 'audit'], { cwd })
  expect(shown.stdout.trimEnd().split('\n')).toHaveLength(6 + 3 + 1 + 6)
  const noted = await runCli(['audit', 'verify', 'audit', '--expect', last], { cwd })
  expect([noted.status, noted.stderr]).toEqual([2, expect.stringContaining('a hash belongs to one chain')])
  const one = await runCli(['audit', 'verify', 'audit/worker-10', '--expect', last], { cwd })
  expect(one).toMatchObject({ status: 0, stdout: expect.stringMatching(/^6 records in 1 files/) })
})

test('one chain of several that is not whole is found, and one that is gone', async () => {
  await using directory = await sampleDirectory(ofWorkers)
  const cwd = directory.path
  const file = join(cwd, 'audit/worker-10', firstFile)
  await writeFile(file, (await readFile(file, 'utf8')).replace('sensor-4', 'sensor-9'))
  const json = await runCli(['audit', 'verify', 'audit', '--json'], { cwd })
  expect(json.status).toBe(1)
  const summaries = json.stdout.split('\n').filter(line => line.includes('summary'))
  expect(summaries.map(line => JSON.parse(line))).toMatchObject([
    { directory: 'audit/worker-1', whole: true },
    { directory: 'audit/worker-2', whole: true },
    { directory: 'audit/worker-10', whole: false },
  ])
  await writeFile(join(cwd, 'audit/worker-2', firstFile), '')
  const empty = await runCli(['audit', 'verify', 'audit'], { cwd })
  expect([empty.status, empty.stderr]).toEqual([1, expect.stringContaining('audit/worker-2 holds no record')])
})
