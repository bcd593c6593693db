import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { runCli, startCli } from './run-cli.ts'
import { lines, sampleDirectory, sampleEvents, sampleGroup, sampleSensor } from './sample-directory.ts'

// Commands are processes, and everything else of the machine may run at the same time.
vi.setConfig({ testTimeout: 60_000 })

const file = `events/${sampleGroup}/10-20.ndjson`

test('imports, names lines that cannot be read, and passes over what was imported', async () => {
  await using directory = await sampleDirectory({ [file]: `${lines(sampleEvents(1, 5))}not an event\n` })
  const call = ['import', 'events', '--store', 'store', '--json']
  const first = await runCli(call, { cwd: directory.path })
  expect(JSON.parse(first.stdout)).toMatchObject({ events: 5, doubles: 0, unreadable: { count: 1 } })
  expect(first.stderr).toBe(`${file}:6: is not JSON\n`)
  expect(first.status).toBe(1)
  const second = await runCli(call, { cwd: directory.path })
  expect(JSON.parse(second.stdout)).toMatchObject({ events: 0, doubles: 0, bytes: 0 })
  expect(second).toMatchObject({ status: 0, stderr: '' })
})

test('follows until it is told to stop', async () => {
  await using directory = await sampleDirectory({ [file]: lines(sampleEvents(1, 5)) })
  const running = startCli(['import', 'events', '--store', 'store', '--follow'], { cwd: directory.path })
  for (;;) {
    const manifest = await readFile(join(directory.path, 'store/manifest.json'), 'utf8').catch(() => '{}')
    if ((JSON.parse(manifest) as { events?: unknown[] }).events?.length === 1) break
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  running.child.kill('SIGTERM')
  const { status, stdout } = await running.finished
  expect(stdout).toContain('5 events and 0 refused ones were added to store.')
  expect(status).toBe(0)
})

test('erases a sensor, which the audit log of the store tells', async () => {
  await using directory = await sampleDirectory({ [file]: lines(sampleEvents(1, 5)) })
  await runCli(['import', 'events', '--store', 'store'], { cwd: directory.path })
  const erased = await runCli(['erase', '--store', 'store', '--sensor', sampleSensor, '--json'], {
    cwd: directory.path,
  })
  expect({ status: erased.status, stderr: erased.stderr }).toEqual({ status: 0, stderr: '' })
  expect(JSON.parse(erased.stdout)).toMatchObject({ events: 5, files: 1, open: [] })
  expect(await readFile(join(directory.path, file), 'utf8')).toBe('')
  const audit = await runCli(['audit', 'show', 'store/audit', '--json'], { cwd: directory.path })
  expect(JSON.parse(audit.stdout)).toMatchObject({
    action: 'store.erased',
    outcome: 'done',
    subject: { sensor: sampleSensor },
    details: { events: 5 },
  })
})

test.each([
  [['import', 'events'], 'no store is named'],
  [['erase', '--store', 'nowhere', '--sensor', sampleSensor], 'there is no store in nowhere'],
  [['retain', '--store', 'nowhere'], 'there is no store in nowhere'],
  [['retain', '--days', 'TextInput'], 'Expected a type and a number of days'],
])('`%s` is called wrongly', async (call, message) => {
  await using directory = await sampleDirectory({ [file]: lines(sampleEvents(1, 1)) })
  const { status, stderr } = await runCli(call, { cwd: directory.path })
  expect(stderr).toContain(message)
  expect(status).toBe(2)
})
