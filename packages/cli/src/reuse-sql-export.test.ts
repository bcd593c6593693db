import { readFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { importEvents } from '@weaklayer/review'
import { expect, test, vi } from 'vitest'
import { runCli } from './run-cli.ts'
import { lines, sampleDirectory, sampleEvent, sampleGroup } from './sample-directory.ts'

// Commands are processes, and everything else of the machine may run at the same time.
vi.setConfig({ testTimeout: 60_000 })

const hostile = 'phish\u001b[2J\u202e.example'

/** A page at each host, and the same password in it. */
function typing(hosts: readonly string[]) {
  return hosts.flatMap((hostname, index) => {
    const page = sampleEvent(10 * index + 2, { hostname, path: '=1+1' })
    const typed = {
      type: 'TextInput',
      textHash: 'A'.repeat(43).concat('='),
      textLength: 12,
      inputType: 'password',
      windowLocationReference: page.time,
    }
    const { time, epoch, seq, sensor, group, received } = sampleEvent(10 * index + 5)
    return [page, { ...typed, time, epoch, seq, sensor, group, received }]
  })
}

async function made(hosts = ['www.example.com', hostile]) {
  const events = [sampleEvent(1, { device: 'laptop-7' }), ...typing(hosts)]
  const directory = await sampleDirectory({ [`events/${sampleGroup}/10-20.ndjson`]: lines(events) })
  await importEvents(join(directory.path, 'events'), join(directory.path, 'store'))
  const run = (...words: string[]) => runCli(words, { cwd: directory.path })
  const path = (name: string) => join(directory.path, name)
  return { events, run, path, [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() }
}

test('reuse tells of a password at another site, and no terminal obeys its name', async () => {
  await using there = await made()
  const { status, stdout, stderr } = await there.run('reuse', '--store', 'store')
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toMatch(/^1\. score -?\d+ {2}phish\\u\{1b\}\[2J\\u\{202e\}\.example {2}/)
  expect(stdout).toContain('laptop-7')
  const json = await there.run('reuse', '--json')
  expect(JSON.parse(json.stdout)).toMatchObject({
    other: { hostname: hostile },
    home: { site: 'example.com' },
  })
  expect(json.stdout).toMatch(/^[\n\x20-\x7e]*$/)
})

test('reuse takes families of sites, and says when they are none', async () => {
  await using there = await made(['www.example.com', 'www.example.org'])
  const family = await there.run('reuse', '--family', 'example.com,example.org')
  expect(family.stdout).toBe('No password was typed at another site.\n')
  expect((await there.run('reuse', '--family', 'example.com')).status).toBe(2)
  expect((await there.run('reuse', '--top', '0')).status).toBe(2)
})

test('sql answers a SELECT as a table or JSON, and refuses everything else', async () => {
  await using there = await made()
  const select = `SELECT "hostname", count(*) AS n FROM events WHERE "type" = 'TextInput' GROUP BY ALL ORDER BY 1 DESC`
  const table = await there.run('sql', select)
  expect(table.stdout.split('\n')).toEqual([
    expect.stringMatching(/^hostname +n$/),
    expect.stringMatching(/^-+ {2}-+$/),
    expect.stringMatching(/^www\.example\.com +1$/),
    expect.stringMatching(/^phish\\u\{1b\}\[2J\\u\{202e\}\.example +1$/),
    '2 rows',
    '',
  ])
  const json = await there.run('sql', select, '--json', '--rows', '1')
  expect(JSON.parse(json.stdout)).toEqual({ hostname: 'www.example.com', n: 1 })
  expect(json.stderr).toContain('the answer is cut off after 1 rows')
  const refused = await there.run('sql', `COPY (SELECT 1) TO '${there.path('x.csv')}'`)
  expect(refused).toMatchObject({ status: 1, stdout: '' })
  expect(refused.stderr).toMatch(
    /^weaklayer sql: the statement is refused: this is no SELECT\. Write one SELECT over/,
  )
})

test('export writes what a query chooses, on record', async () => {
  await using there = await made()
  const call = ['export', 'type:WindowLocation', '--store', 'store', '--audit', 'audit']
  const { status, stderr } = await there.run(...call, '--out', 'pages.ndjson')
  expect({ status, stderr }).toEqual({ status: 0, stderr: '2 events are in pages.ndjson\n' })
  const written = readFileSync(there.path('pages.ndjson'), 'utf8').trimEnd().split('\n')
  expect(written.map(line => JSON.parse(line))).toEqual(
    there.events.filter(({ type }) => type === 'WindowLocation'),
  )
  const csv = await there.run(...call, '--format', 'csv', '--out', '-')
  expect(csv.stdout).toContain(`"'=1+1"`)
  const record = await there.run('audit', 'show', 'audit', '--json')
  expect(
    record.stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line)),
  ).toMatchObject([
    {
      action: 'events.exported',
      outcome: 'done',
      subject: { query: 'type:WindowLocation' },
      details: { format: 'ndjson', events: 2 },
    },
    { action: 'events.exported', outcome: 'done', details: { format: 'csv', to: '-' } },
  ])
  expect((await there.run('audit', 'verify', 'audit')).status).toBe(0)
})

test.each([
  ['nowhere/x.csv', 'its directory does not exist'],
  ['store', 'it is a directory'],
])('export to %s is a wrong call', async (out, why) => {
  await using there = await made()
  for (const format of ['csv', 'parquet']) {
    const { status, stderr } = await there.run('export', '', '--format', format, '--out', out)
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(`${out}: ${why}`) })
  }
})

test('export says where a query goes wrong, and writes nothing', async () => {
  await using there = await made()
  const { status, stderr } = await there.run('export', 'type:(', '--store', 'store', '--out', 'x')
  expect(status).toBe(2)
  expect(stderr).toMatch(/^weaklayer export: the query cannot be read, here:\n {2}type:\(\n {8}\^\n/)
  await expect(stat(there.path('x'))).rejects.toThrow('ENOENT')
})
