import { readdir, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { importEvents } from '@weaklayer/review'
import { expect, test, vi } from 'vitest'
import { runCli } from './run-cli.ts'
import { lines, sampleDirectory, sampleEvent, sampleGroup, sampleSensor } from './sample-directory.ts'

// Commands are processes, and everything else of the machine may run at the same time.
vi.setConfig({ testTimeout: 60_000 })

const other = '3f2a9c1b-0000-8000-8000-000000000002'
const hostile = 'phish\u001b[2J\n\u202e.example'
const dayUs = 86_400_000_000

/** Two people; the second one came a day later, and alone to a hostile host. */
async function twoPeople() {
  const later = (seq: number, fields: Record<string, unknown> = {}) => {
    const { time, received, ...event } = sampleEvent(seq)
    return {
      ...event,
      sensor: other,
      time: Number(time) - dayUs,
      received: Number(received) - dayUs,
      ...fields,
    }
  }
  const events = [
    later(1, { user: 'anna', device: 'laptop-7', label: 'finance' }),
    later(2),
    sampleEvent(1, { user: 'bob', device: 'laptop-9', label: hostile }),
    sampleEvent(2),
    sampleEvent(3, { hostname: hostile }),
    sampleEvent(4, { hostname: hostile, type: hostile }),
  ]
  const directory = await sampleDirectory({ [`events/${sampleGroup}/10-20.ndjson`]: lines(events) })
  await importEvents(join(directory.path, 'events'), join(directory.path, 'store'))
  const run = (...call: string[]) => runCli(call, { cwd: directory.path, environment: { TZ: 'UTC' } })
  return { ...directory, run }
}

test('entity shows who met a host, the first one first, and how many of all', async () => {
  await using there = await twoPeople()
  const { status, stdout, stderr } = await there.run('entity', 'host', 'WWW.example.com.', '--utc')
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toMatch(
    /^host www\.example\.com: 2 events, at 2 of 2 sensors\nfirst .*Z, last .*Z\n\nfirst /,
  )
  expect(stdout.indexOf('anna / laptop-7 / finance')).toBeGreaterThan(0)
  expect(stdout.indexOf('anna')).toBeLessThan(stdout.indexOf('bob'))
  const json = await there.run('entity', 'sensor', 'laptop-9', '--json')
  expect(JSON.parse(json.stdout)).toMatchObject({
    kind: 'sensor',
    value: sampleSensor,
    events: 4,
    ofSensors: 2,
  })
})

test.each([
  ['entity host never.example', 1, 'nobody met the host never.example'],
  ['entity host https://www.example.com/page', 2, 'is an address'],
  ['entity hots x', 2, 'Allowed choices are host'],
  ['entity host', 2, "missing required argument 'value'"],
  ['entity sensor carl', 1, 'no sensor of the store is carl'],
  ['entity host x --limit 0', 2, 'from 1 to 10000'],
  ['histogram --by week', 2, 'Allowed choices are minute, hour, day'],
  ['histogram hots:x', 2, 'Expected: host'],
  ['facets --field hostnam', 2, 'Did you mean hostname?'],
  ['facets --field rest.fileName', 2, 'those that the store has a column for'],
  ['facets --field rest', 2, 'Expected fields such as hostname'],
  ['facets --top 1001', 2, 'from 1 to 1000'],
])('`weaklayer %s` ends with %i', async (call, status, shows) => {
  await using there = await twoPeople()
  const ended = await there.run(...call.split(' '))
  expect(ended).toMatchObject({ status, stdout: '', stderr: expect.stringContaining(shows) })
})

test('that nobody met a host is said together with the files that cannot be read', async () => {
  await using there = await twoPeople()
  const folder = join(there.path, 'store/first-seen')
  for (const name of await readdir(folder)) await truncate(join(folder, name), 40)
  const { status, stdout, stderr } = await there.run('entity', 'host', 'www.example.com')
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
  expect(stderr).toMatch(/^weaklayer: first-seen\/\S+\.parquet of the store cannot be read: is damaged/)
  expect(stderr).toContain('nobody met the host www.example.com')
})

test('histogram draws bars with the days between them, and prints them as JSON', async () => {
  await using there = await twoPeople()
  const picture = await there.run('histogram', '', '--by', 'day')
  expect(picture).toMatchObject({ status: 0, stderr: '' })
  expect(picture.stdout).toMatch(/^6 events\n█ WindowLocation 3 {2}▓ Status 2 {2}▒ .* 1\n/)
  expect(picture.stdout).toMatch(/\n\d{4}-\d\d-\d\d {2}4 {2}█+▓+▒+\n$/)
  const hours = await there.run('histogram', 'host:www.example.com', '--utc')
  expect(hours.stdout).toContain('  (nothing for 23 hours)\n')
  const json = await there.run('histogram', 'type:Status', '--by', 'day', '--json')
  const bars = json.stdout.trimEnd().split('\n')
  expect(bars.map(line => JSON.parse(line))).toMatchObject([
    { events: 1, byType: { Status: 1 } },
    { events: 1, byType: { Status: 1 } },
  ])
})

test('facets count values, in words and as JSON', async () => {
  await using there = await twoPeople()
  const call = ['facets', 'host:www.example.com', '--field', 'host', '--field', 'user,HOSTNAME']
  const words = await there.run(...call)
  expect(words).toMatchObject({ status: 0, stderr: '' })
  expect(words.stdout).toMatch(
    /^2 events\n\nhostname: all have it, 1 value\n {2}www\.example\.com {2}2 {2}█+\n\nuser: /,
  )
  const json = await there.run(...call, '--json')
  expect(json.stdout.split('\n')[0]).toBe(
    '{"field":"hostname","covered":2,"values":1,"top":[{"value":"www.example.com","events":2}]}',
  )
})

test.each([
  ['entity', 'host', hostile],
  ['entity', 'sensor', 'bob'],
  ['histogram', ''],
  ['histogram', '', '--json'],
  ['facets', ''],
  ['facets', '', '--json'],
])('text from pages cannot reach the terminal in `%s %.4s %s`', async (...call) => {
  await using there = await twoPeople()
  const { status, stdout } = await there.run(...call.filter(word => word !== undefined))
  expect(status).toBe(0)
  expect(stdout).toMatch(/u\{?001b|u\{1b\}/)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are looked for
  expect(stdout.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/)
})
