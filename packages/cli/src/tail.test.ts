import { appendFile, mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runCli, startCli } from './run-cli.ts'
import { lines, sampleDirectory, sampleEvent, sampleEvents, sampleGroup } from './sample-directory.ts'

const nowUs = Date.now() * 1000
const pagesOf = (stdout: string) => [...stdout.matchAll(/\/page\/(\d+)\//g)].map(match => Number(match[1]))
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)

/** A gateway's finished file of a minute ago and its open one. */
const stored = {
  [`events/${sampleGroup}/${nowUs - 120_000_000}-${nowUs - 60_000_000}.ndjson`]: lines(sampleEvents(1, 15)),
  [`events/${sampleGroup}/.${nowUs - 60_000_000}.ndjson`]: lines(sampleEvents(16, 20)),
}

test('begins with the last 10 stored events and shows those that arrive', async () => {
  await using directory = await sampleDirectory(stored)
  const tail = startCli(['tail', 'events'], { cwd: directory.path })
  await tail.shows('/page/20/')
  await appendFile(join(directory.path, Object.keys(stored)[1] as string), lines(sampleEvents(21, 22)))
  await tail.shows('/page/22/')
  tail.child.kill('SIGINT')
  const { status, stdout, stderr } = await tail.finished
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(pagesOf(stdout)).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22])
})

test('follows another process that appends in pieces, finishes files by rename and adds groups', async () => {
  await using directory = await sampleDirectory()
  const tail = startCli(['tail', 'events', '--json'], { cwd: directory.path })
  await tail.shows('does not exist yet')
  const writer = startWriter(join(directory.path, 'events'))
  for (const page of upTo(200)) await tail.shows(`/page/${page}/`)
  expect(await writer).toBe(0)
  tail.child.kill('SIGTERM')
  const { status, stdout } = await tail.finished
  expect(status).toBe(0)
  expect(pagesOf(stdout).sort((left, right) => left - right)).toEqual(upTo(200))
  for (const line of stdout.trimEnd().split('\n'))
    expect(JSON.parse(line)).toMatchObject({ group: expect.any(String) })
})

/** Two groups, 10 files each, 10 events a file, each event written in two pieces. */
async function startWriter(events: string): Promise<number> {
  for (let file = 0; file < 20; file++) {
    const group = sampleGroup.replace(/^./, file % 2 === 0 ? '1' : '2')
    const folder = join(events, group)
    await mkdir(folder, { recursive: true })
    const open = join(folder, `.${nowUs + file}.ndjson`)
    for (const event of sampleEvents(file * 10 + 1, file * 10 + 10)) {
      const line = lines([{ ...event, path: `/page/${event.seq}/`, group }])
      await appendFile(open, line.slice(0, 50))
      await appendFile(open, line.slice(50))
    }
    await rename(open, join(folder, `${nowUs + file}-${nowUs + file + 1}.ndjson`))
  }
  return 0
}

test('shows everything since a time, and ends without --follow', async () => {
  const old = { received: nowUs - 3_600_000_000 }
  await using directory = await sampleDirectory({
    'events/10-20.ndjson': lines([sampleEvent(2, old), sampleEvent(3)]),
  })
  const ended = await runCli(['tail', 'events', '--since', '30m', '--no-follow'], { cwd: directory.path })
  expect(ended).toMatchObject({ status: 0, stderr: '' })
  expect(pagesOf(ended.stdout)).toEqual([3])
})

test('filters by type, sensor and host, and places text where it was typed', async () => {
  const text = {
    type: 'TextInput',
    inputType: 'password',
    textLength: 8,
    textHash: 'q83vASNFZ4mr',
    hostname: undefined,
  }
  const place = sampleEvent(2, { hostname: 'login.example.com' })
  await using directory = await sampleDirectory({
    'events/10-20.ndjson': lines([
      place,
      sampleEvent(3, { ...text, windowLocationReference: place.time }),
      sampleEvent(4, { ...text, windowLocationReference: 5 }),
      sampleEvent(5, { hostname: 'login.example.com', sensor: '4f000000-0000-8000-8000-000000000001' }),
    ]),
  })
  const filters = ['--type', 'textinput,Status', '--sensor', '3f2a', '--host', '*.example.com']
  const { stdout } = await runCli(['tail', 'events', '--no-follow', ...filters], { cwd: directory.path })
  expect(stdout.split('\n')).toHaveLength(2)
  expect(stdout).toContain('password, 8+ characters, hash q83vASNFZ4…, at login.example.com/page/2/')
})

test('doubles are shown once, conflicts are marked, unreadable lines are reported', async () => {
  const second = sampleEvent(2)
  const events = [second, { ...second, received: nowUs }, { ...second, path: '/page/3/' }]
  await using directory = await sampleDirectory({ 'events/10-20.ndjson': `${lines(events)}typed secret\n` })
  const { status, stdout, stderr } = await runCli(['tail', 'events', '--no-follow'], { cwd: directory.path })
  expect(status).toBe(0)
  expect(pagesOf(stdout)).toEqual([2, 3])
  expect(stdout).toContain('(CONFLICT: another event has the same id)')
  expect(stderr).toBe('weaklayer tail: events/10-20.ndjson:4 is not JSON\n')
})

test('hostile text makes neither lines nor control characters, also as JSON', async () => {
  const hostile = '\n2026 forged line\u001b[2J\u009b1A\u202e\u2028'
  await using directory = await sampleDirectory({
    'events/10-20.ndjson': lines([sampleEvent(2, { path: hostile, type: `Type${hostile}` })]),
  })
  for (const format of [[], ['--json']]) {
    const { stdout } = await runCli(['tail', 'events', '--no-follow', ...format], { cwd: directory.path })
    expect(stdout).toMatch(/^[^\n]*forged line[^\n]*\n$/)
    expect(stdout.trimEnd()).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u)
  }
})

test('ends quietly when nobody reads on', async () => {
  await using directory = await sampleDirectory({ 'events/10-20.ndjson': lines(sampleEvents(2, 20_000)) })
  const tail = startCli(['tail', 'events', '--no-follow'], { cwd: directory.path })
  tail.child.stdout?.once('data', () => tail.child.stdout?.destroy())
  expect(await tail.finished).toMatchObject({ status: 0, signal: null, stderr: '' })
})
