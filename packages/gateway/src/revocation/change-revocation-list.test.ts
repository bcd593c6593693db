import { chmod, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Revocation, revocationList } from '@weaklayer/wire'
import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import { faultyFiles } from '../testing/faulty-files.ts'
import { temporaryDirectory } from '../testing/test-gateway.ts'
import { auditOfRevocations } from './audit-revocations.ts'
import { changeRevocationList } from './change-revocation-list.ts'
import { editRevocationList, type ListChange } from './edit-revocation-list.ts'

vi.mock('node:fs/promises', async original => {
  const { withFaults } = await import('../testing/faulty-files.ts')
  return withFaults(await original())
})
afterEach(() => faultyFiles.reset())

const nowUs = Date.UTC(2026, 5, 1) * 1000
const [sensor, group] = [crypto.randomUUID(), crypto.randomUUID()]

async function listFile(text = '{"entries": []}', name = 'revoked.json') {
  const file = join(await temporaryDirectory(), name)
  await writeFile(file, text)
  return file
}
const edited = (text: string, change: ListChange) => {
  const edit = editRevocationList(text, change, nowUs)
  if (edit.status === 'invalid') throw new Error(edit.message)
  return edit
}

test('JSON gets one entry a line and keeps what people wrote', () => {
  const text = `{"entries":[{"group":"${group}","note":"sold","issuedBefore":"2026-01-01T00:00:00Z"}]}`
  expect(edited(text, { add: [{ sensor }] })).toMatchObject({
    changed: 1,
    entries: 2,
    text: `{"entries": [\n  {"group":"${group}","note":"sold","issuedBefore":"2026-01-01T00:00:00Z"},\n  {"sensor":"${sensor}"}\n]}\n`,
  })
})

test('YAML keeps comments and order, whether its list is in lines, in brackets or empty', () => {
  const other = crypto.randomUUID()
  const lines = `# head\nentries:\n  # why\n  - sensor: ${sensor} # lost\n  - group: ${group}\n\n# tail\n`
  expect(edited(lines, { remove: { group } }).text).toBe(
    `# head\nentries:\n  # why\n  - sensor: ${sensor} # lost\n\n# tail\n`,
  )
  expect(edited(lines, { add: [{ sensor: other, note: 'x: # y' }] }).text).toBe(
    `# head\nentries:\n  # why\n  - sensor: ${sensor} # lost\n  - group: ${group}\n  - sensor: ${other}\n    note: "x: # y"\n\n# tail\n`,
  )
  for (const text of [`entries: [{sensor: ${sensor}}]\n`, 'entries: []\n']) {
    const more = edited(text, { add: [{ sensor: other }] })
    expect(edited(more.text, { remove: { sensor: other } }).entries).toBe(more.entries - 1)
  }
})

test('what is there already is not added again, and a time makes another entry', () => {
  const text = JSON.stringify({ entries: [{ sensor, note: 'first' }] })
  expect(edited(text, { add: [{ sensor, note: 'second' }] })).toMatchObject({ changed: 0, text })
  expect(
    edited(text, {
      add: [
        { sensor, issuedBefore: 7 },
        { sensor, issuedBefore: 7 },
      ],
    }),
  ).toMatchObject({
    changed: 1,
    entries: 2,
  })
  expect(edited(text, { remove: { everybody: true } })).toMatchObject({ changed: 0, text })
})

const subject = fc.oneof(
  fc.uuid().map(id => ({ sensor: id })),
  fc.uuid().map(id => ({ group: id })),
)
const anyEntry: fc.Arbitrary<Revocation> = fc
  .tuple(subject, fc.option(fc.integer({ min: 1, max: nowUs })), fc.option(fc.string({ maxLength: 50 })))
  .map(([whom, issuedBefore, note]) => ({
    ...whom,
    ...(issuedBefore !== null && { issuedBefore }),
    ...(note !== null && { note }),
  }))

test('any entries come and go, in JSON and in YAML, and the others stay as they are', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(anyEntry, { selector: ({ sensor, group }) => sensor ?? group, maxLength: 8 }),
      fc.constantFrom('{"entries": []}', 'entries: [] # ours\n'),
      (entries, empty) => {
        let { text } = edited(empty, { add: entries })
        const read = () => edited(text, { add: [] }).entries
        expect(read()).toBe(entries.length)
        for (const [index, { sensor: one, group: all }] of entries.entries()) {
          const edit = edited(text, { remove: one === undefined ? { group: all ?? '' } : { sensor: one } })
          expect([edit.changed, edit.entries]).toEqual([1, entries.length - index - 1])
          text = edit.text
        }
        expect(read()).toBe(0)
      },
    ),
    { numRuns: 100 },
  )
})

test('rights and a link to the file stay, and nothing is left beside it', async () => {
  const file = await listFile()
  await chmod(file, 0o640)
  const link = join(await temporaryDirectory(), 'link.json')
  await symlink(file, link)
  expect(await changeRevocationList(link, { add: [{ sensor }] }, nowUs)).toMatchObject({ status: 'ok' })
  expect(revocationList.parse(JSON.parse(await readFile(file, 'utf8'))).entries).toEqual([{ sensor }])
  expect((await stat(file)).mode & 0o777).toBe(0o640)
  expect(await readdir(join(file, '..'))).toEqual(['revoked.json'])
  expect(await readdir(join(link, '..'))).toEqual(['link.json'])
})

test('twenty changes at once are all kept', async () => {
  const file = await listFile()
  const sensors = Array.from({ length: 20 }, () => crypto.randomUUID())
  const outcomes = await Promise.all(
    sensors.map(one => changeRevocationList(file, { add: [{ sensor: one }] }, nowUs)),
  )
  expect(outcomes.map(({ status }) => status)).toEqual(sensors.map(() => 'ok'))
  const { entries } = revocationList.parse(JSON.parse(await readFile(file, 'utf8')))
  expect(entries.map(entry => entry.sensor).sort()).toEqual(sensors.sort())
})

test('the lock of a program that died is taken over, that of a living one is waited for', async () => {
  const file = await listFile()
  await writeFile(`${file}.lock`, 'somebody')
  const longAgo = new Date(Date.now() - 60_000)
  await utimes(`${file}.lock`, longAgo, longAgo)
  expect(await changeRevocationList(file, { add: [{ sensor }] }, nowUs)).toMatchObject({ changed: 1 })
  await writeFile(`${file}.lock`, 'somebody')
  expect(await changeRevocationList(file, { remove: { sensor } }, nowUs)).toMatchObject({
    status: 'failed',
    code: 'REVOCATION_FILE_BUSY',
  })
}, 20_000)

test.each([['open'], ['sync'], ['rename']] as const)(
  'a %s that fails changes nothing and leaves nothing beside the list',
  async call => {
    const file = await listFile()
    faultyFiles.fail(call, 'EIO', { at: '.revoked.json.' })
    expect(await changeRevocationList(file, { add: [{ sensor }] }, nowUs)).toMatchObject({
      code: 'REVOCATION_FILE_UNWRITABLE',
    })
    expect(await readFile(file, 'utf8')).toBe('{"entries": []}')
    expect(await readdir(join(file, '..'))).toEqual(['revoked.json'])
  },
)

test('a folder that cannot be synced is told, since the change counts', async () => {
  const file = await listFile()
  faultyFiles.fail('sync', 'EIO', { at: join(file, '..'), isWhole: true })
  expect(await changeRevocationList(file, { add: [{ sensor }] }, nowUs)).toMatchObject({
    code: 'REVOCATION_FILE_UNSYNCED',
  })
  expect(JSON.parse(await readFile(file, 'utf8')).entries).toEqual([{ sensor }])
})

test('a file that is gone or has an error is left as it is', async () => {
  const bad = await listFile('{"entries": [{"sensors": 1}]}')
  expect(await changeRevocationList(bad, { add: [{ sensor }] }, nowUs)).toMatchObject({
    code: 'REVOCATION_LIST_INVALID',
    message: expect.stringContaining('entries.0'),
  })
  expect(await changeRevocationList(`${bad}x`, { add: [{ sensor }] }, nowUs)).toMatchObject({
    code: 'REVOCATION_FILE_UNREADABLE',
    message: expect.stringContaining('ENOENT'),
  })
  expect(await readdir(join(bad, '..'))).toEqual(['revoked.json'])
})

test('a list of thousands that changed at once is one record for the audit log, with its number', () => {
  const many = Array.from({ length: 1000 }, () => ({ sensor: crypto.randomUUID() }))
  const by = { via: 'file' }
  expect(auditOfRevocations({ before: [{ group }], after: many, by })).toEqual([
    { action: 'revocation.added', outcome: 'done', actor: by, details: { entries: 1000 } },
    { action: 'revocation.removed', outcome: 'done', actor: by, subject: { group }, details: {} },
  ])
})
