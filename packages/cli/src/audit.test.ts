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
