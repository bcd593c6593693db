import { join } from 'node:path'
import { importEvents } from '@weaklayer/review'
import { expect, test, vi } from 'vitest'
import { runCli } from './run-cli.ts'
import { lines, sampleDirectory, sampleEvent, sampleEvents, sampleGroup } from './sample-directory.ts'

vi.setConfig({ testTimeout: 60_000 })

/** A directory with a store of these events. */
async function storeOf(events: Record<string, unknown>[]) {
  const directory = await sampleDirectory({ [`events/${sampleGroup}/10-20.ndjson`]: lines(events) })
  await importEvents(join(directory.path, 'events'), join(directory.path, 'store'))
  return directory
}

const seqsOf = (stdout: string) =>
  stdout
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line).event.seq)

test('finds events, newest first, as lines and as JSON', async () => {
  await using directory = await storeOf(sampleEvents(1, 9))
  const query = 'path:(/page/3/ OR /page/7/) host:*.example.com since:1h'
  const plain = await runCli(['query', query, '--store', 'store', '--utc'], { cwd: directory.path })
  expect({ status: plain.status, stderr: plain.stderr }).toEqual({ status: 0, stderr: '' })
  expect(plain.stdout).toMatch(
    /^\d{4}-\S+ \S+Z? +3f2a9c1b +WindowLocation +https:\/\/www\.example\.com\/page\/7\/\n.*\/page\/3\/\n$/,
  )
  const json = await runCli(['query', query, '--store', 'store', '--json'], { cwd: directory.path })
  expect(seqsOf(json.stdout)).toEqual([7, 3])
  expect(JSON.parse(json.stdout.split('\n')[0] ?? '')).toMatchObject({
    event: { type: 'WindowLocation', path: '/page/7/' },
    hostname: 'www.example.com',
    severity: 'normal',
    conflict: false,
  })
})

test('goes on where another answer ended', async () => {
  await using directory = await storeOf(sampleEvents(1, 9))
  const seqs: number[] = []
  let more: string[] = []
  for (let pages = 0; pages < 5; pages++) {
    const call = ['query', '--store', 'store', '--json', '--limit', '4', ...more]
    const { stdout, stderr } = await runCli(call, { cwd: directory.path })
    seqs.push(...seqsOf(stdout))
    const cursor = /^weaklayer query: there are more, from --after (\S+) on\n$/.exec(stderr)?.[1]
    if (cursor === undefined) break
    more = ['--after', cursor]
  }
  expect(seqs).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1])
})

test('a query that cannot be read is shown with the place, without control characters', async () => {
  await using directory = await storeOf(sampleEvents(1, 2))
  const { status, stdout, stderr } = await runCli(
    ['query', 'type:Window hots:x \u001b[31m', '--store', 'store'],
    {
      cwd: directory.path,
    },
  )
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).not.toContain('\u001b')
  expect(stderr).toMatch(/^weaklayer query: the query cannot be read, here:\n {2}type:Window hots:x ·\[31m\n/)
  const wrong = await runCli(['query', 'hots:x', '--store', 'store'], { cwd: directory.path })
  expect(wrong.stderr).toBe(
    'weaklayer query: the query cannot be read, here:\n  hots:x\n  ^^^^\nThere is no field "hots". Expected: host; rest.NAME for a field that only newer sensors have; quotes for a text.\n',
  )
})

test('a type that is nearly a known one is answered, with a word about it', async () => {
  await using directory = await storeOf(sampleEvents(1, 3))
  const asked = async (query: string) =>
    await runCli(['query', '--store', 'store', '--', query], { cwd: directory.path })
  const slip = await asked('-type:WindowLocatoin OR type:textinput OR type:Later')
  expect(slip.status).toBe(0)
  expect(slip.stdout.split('\n')).toHaveLength(4)
  expect(slip.stderr).toBe(
    'weaklayer query: no known event has the type WindowLocatoin; did you mean WindowLocation?\n',
  )
  expect((await asked('type:windowlocation -type:Later')).stderr).toBe('')
})

test('text of events cannot move the cursor, start a line or change colours', async () => {
  const hostile = '/a\u001b[2J\r\n2026 forged\u202e\u0007\u009b31m'
  const status = { label: 'x', user: 'al\u001b[31mice', device: 'lap\ntop' }
  await using directory = await storeOf([sampleEvent(1, status), sampleEvent(2, { path: hostile })])
  for (const more of [[], ['--json']]) {
    const { stdout } = await runCli(['query', ...more, '--store', 'store'], { cwd: directory.path })
    expect(stdout.trimEnd().split('\n')).toHaveLength(2)
    expect(stdout).toContain('forged')
    expect(stdout).toContain('ice')
    expect(stdout).not.toMatch(/[^\n\P{Cc}]|[\u202e\u2028]/u)
  }
})

test('says what is wrong with a call', async () => {
  await using directory = await storeOf(sampleEvents(1, 2))
  const missing = await runCli(['query', 'x', '--store', 'nowhere'], { cwd: directory.path })
  expect(missing.status).toBe(2)
  expect(missing.stderr).toContain('nowhere')
  const many = await runCli(['query', 'x', '--store', 'store', '--limit', '0'], { cwd: directory.path })
  expect(many.status).toBe(2)
  expect(many.stderr).toContain('from 1 to 1000000')
})
