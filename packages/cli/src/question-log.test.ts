import { chmodSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { importEvents } from '@weaklayer/review'
import { expect, test, vi } from 'vitest'
import { commandPath, runCli, runProgram } from './run-cli.ts'
import { lines, sampleDirectory, sampleEvents, sampleGroup } from './sample-directory.ts'

// Commands are processes, and everything else of the machine may run at the same time.
vi.setConfig({ testTimeout: 120_000 })

/** A directory with a store whose questions are recorded. */
async function storeOnRecord({ events = 9, to }: { events?: number; to?: string } = {}) {
  const directory = await sampleDirectory({
    [`events/${sampleGroup}/10-20.ndjson`]: lines(sampleEvents(1, events)),
  })
  await importEvents(join(directory.path, 'events'), join(directory.path, 'store'))
  const run = (...call: string[]) => runCli(call, { cwd: directory.path })
  const on = await run('audit', 'on', '--store', 'store', ...(to === undefined ? [] : ['--to', to]))
  expect(on).toMatchObject({ status: 0, stderr: '' })
  const records = async (where = 'store/questions') => {
    const { stdout } = await run('audit', 'show', where, '--json')
    return stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
  }
  return { ...directory, run, records }
}

const questions: [call: string[], verb: string, subject: object, rows: number][] = [
  [['query', 'path:*3/ since:1h'], 'query', { query: 'path:*3/ since:1h', limit: 50 }, 1],
  [['export', 'type:Status', '--out', '-'], 'export', { query: 'type:Status', format: 'ndjson', to: '-' }, 1],
  [['sql', 'SELECT "path" FROM events LIMIT 4'], 'sql', { sql: 'SELECT "path" FROM events LIMIT 4' }, 4],
  [['sensors'], 'sensors', {}, 1],
  [['verify', 'store'], 'verify', {}, 1],
  [['reuse'], 'reuse', {}, 0],
  [['timeline', '--sensor', '3f2a9c1b', '--around', '1m'], 'timeline', { sensor: '3f2a9c1b' }, 9],
  [['histogram', 'type:Status'], 'histogram', { query: 'type:Status', by: 'hour' }, 1],
  [['facets', '', '--field', 'type'], 'facets', { query: '', fields: 'type' }, 2],
  [['entity', 'host', 'www.example.com'], 'entity', { host: 'www.example.com' }, 1],
]

test('every question is on record before and after it, with who asked, what, and how many rows', async () => {
  await using there = await storeOnRecord()
  for (const [call] of questions) expect(await there.run(...call)).toMatchObject({ status: 0 })
  const records = await there.records()
  expect(records).toHaveLength(2 * questions.length)
  for (const [index, [, verb, subject, rows]] of questions.entries()) {
    const [asked, answered] = records.slice(2 * index)
    const actor = { program: 'weaklayer', user: expect.any(String), uid: process.getuid?.() }
    const store = join(there.path, 'store')
    expect(asked).toMatchObject({
      action: 'store.asked',
      actor,
      subject: { store, ...subject },
      details: { verb },
    })
    expect(answered).toMatchObject({
      action: 'store.answered',
      outcome: 'done',
      actor,
      details: { verb, asked: asked.seq, rows },
    })
  }
  const verified = await there.run('audit', 'verify', 'store/questions')
  expect(verified).toMatchObject({ status: 0, stdout: expect.stringContaining('1 to 20: whole') })
})

test('where the record cannot be written, nothing is answered', async () => {
  await using there = await storeOnRecord({ to: 'elsewhere' })
  rmSync(join(there.path, 'elsewhere'), { recursive: true })
  writeFileSync(join(there.path, 'elsewhere'), 'no directory')
  for (const call of [['query'], ['sql', 'SELECT 1'], ['export', '', '--out', 'x']]) {
    const refused = await there.run(...call)
    expect(refused).toMatchObject({ status: 1, stdout: '' })
    expect(refused.stderr).toContain('this store answers on record only')
  }
  expect(readdirSync(there.path)).not.toContain('x')
})

test.each(['', '{', '{"directory":7}', 'null'])('a setting that says %j lets nobody in', async text => {
  await using there = await storeOnRecord()
  writeFileSync(join(there.path, 'store/questions.json'), text)
  const refused = await there.run('query')
  expect(refused).toMatchObject({ status: 1, stdout: '' })
  expect(refused.stderr).toContain('questions.json cannot be read')
  expect((await there.run('audit', 'off')).status).toBe(0)
  expect((await there.run('query')).stdout).not.toBe('')
})

test('questions that are asked at once all stand in the one chain of who asked', async () => {
  await using there = await storeOnRecord()
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, index) => there.run('query', `path:*${index}/`)),
  )
  expect(answers.map(({ status }) => status)).toEqual([0, 0, 0, 0, 0, 0])
  expect(await there.records()).toHaveLength(12)
  expect((await there.run('audit', 'verify', 'store/questions')).status).toBe(0)
})

test.each(['query --json --limit 900', "export '' --out -"])(
  'a reader that goes away from `%s` leaves the question on record as answered',
  async call => {
    // Far more than a pipe holds.
    await using there = await storeOnRecord({ events: 900 })
    const script = `'${process.execPath}' '${commandPath}' ${call} | head -c 1`
    await runProgram('sh', ['-c', script], { cwd: there.path })
    expect(await there.records()).toMatchObject([
      { action: 'store.asked' },
      { action: 'store.answered', outcome: 'done', details: { rows: 900 } },
    ])
  },
)

test('a question that fails is on record as failed, and a long one with its hash', async () => {
  await using there = await storeOnRecord()
  const sql = `SELECT '${'x'.repeat(20_000)}'::INTEGER FROM events`
  expect((await there.run('sql', sql)).status).toBe(1)
  const [asked, answered] = await there.records()
  expect(asked.subject.sql).toBe(sql.slice(0, 10_000))
  expect(asked.subject.sqlSha256).toMatch(/^[0-9a-f]{64}$/)
  expect(answered).toMatchObject({ outcome: 'failed', details: { rows: 0 } })
})

test('who turns it on and off is on record in the audit log of the store, and off means off', async () => {
  await using there = await storeOnRecord()
  expect((await there.run('audit', 'off')).status).toBe(0)
  expect((await there.run('query')).status).toBe(0)
  expect(readdirSync(join(there.path, 'store/questions'))).toEqual([])
  expect(await there.records('store/audit')).toMatchObject([
    { action: 'questions.recorded', outcome: 'done' },
    { action: 'questions.unrecorded', outcome: 'done', subject: { directory: expect.any(String) } },
  ])
})

test('a directory that `audit on` makes is for the group, and nobody removes the folder of somebody else', async () => {
  await using there = await storeOnRecord({ to: 'log' })
  const mode = () => statSync(join(there.path, 'log')).mode & 0o7777
  expect(mode()).toBe(0o1770)
  chmodSync(join(there.path, 'log'), 0o700)
  await there.run('query')
  expect(readdirSync(join(there.path, 'log'))).toEqual([`user-${process.getuid?.()}`])
  await there.run('audit', 'on', '--to', 'log')
  expect(mode()).toBe(0o700)
})
