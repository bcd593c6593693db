import { join } from 'node:path'
import { importEvents } from '@weaklayer/review'
import { expect, test, vi } from 'vitest'
import { runCli } from './run-cli.ts'
import {
  lines,
  sampleDirectory,
  sampleEvent,
  sampleEvents,
  sampleGroup,
  sampleSensor,
} from './sample-directory.ts'

// Commands are processes, and everything else of the machine may run at the same time.
vi.setConfig({ testTimeout: 60_000 })

const other = '3f2a9c1b-0000-8000-8000-000000000002'
const hostile = '\u001b[2J\u001b]0;x\u0007\r\nSILENT \u202e\u009b31m'

async function ask(events: readonly object[], ...words: string[]) {
  await using directory = await sampleDirectory({ [`events/${sampleGroup}/10-20.ndjson`]: lines(events) })
  await importEvents(join(directory.path, 'events'), join(directory.path, 'store'))
  return await runCli(words, { cwd: directory.path })
}

function start(fields: Record<string, unknown> = {}) {
  return sampleEvent(1, { label: 'finance', device: 'laptop-7', user: 'anna', ...fields })
}

test('timeline shows a tree of what a sensor did', async () => {
  const events = [start(), ...sampleEvents(2, 5).map(event => ({ ...event, tab: 3 }))]
  const { status, stdout, stderr } = await ask(events, 'timeline', '--sensor', 'Laptop-7', '--around', '1m')
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toContain(`sensor ${sampleSensor}: `)
  expect(stdout).toMatch(/^tab 3: .*\n {2}page of .*\n {4}.* {2}https:\/\/www\.example\.com\/page\/2\/$/m)
  expect(stdout).toMatch(/beside the tabs\n.*Status {2}browser started/)
})

test('timeline as JSON is one object a tab, what is beside, and a summary', async () => {
  const events = [start(), ...sampleEvents(2, 5).map(event => ({ ...event, tab: event.seq }))]
  const { stdout } = await ask(events, 'timeline', '--sensor', 'anna', '--around', '1m', '--json')
  const records = stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line).record)
  expect(records).toEqual(['tab', 'tab', 'tab', 'tab', 'beside', 'summary'])
})

test.each([
  ['nobody', 1, 'no sensor of the store is nobody'],
  ['finance', 2, 'finance means 2 sensors. Name one of them: '],
])('the sensor %s ends with %d', async (word, status, shows) => {
  const ended = await ask([start(), start({ sensor: other })], 'timeline', '--sensor', word, '--around', '1m')
  expect(ended.status).toBe(status)
  expect(ended.stderr).toContain(shows)
})

test('sensors lists how each is, silent ones first', async () => {
  const dayAgo = (Date.now() - 86_400_000) * 1000
  const events = [start(), ...sampleEvents(3, 4), start({ sensor: other, device: 'old', received: dayAgo })]
  const { status, stdout, stderr } = await ask(events, 'sensors', '--utc')
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  const [first, second, total] = stdout.trimEnd().split('\n')
  expect(first).toMatch(`SILENT  ${other}  old / anna / finance, last received `)
  expect(second).toMatch(/^active {2}.* 3 events, version 1, policy ok, 0 queued, MISSING 1$/)
  expect(total).toBe('2 sensors, 1 silent')
})

test('sensors as JSON is one object a sensor; gaps only when wanted', async () => {
  const events = [start(), start({ sensor: other })]
  const { stdout } = await ask(events, 'sensors', '--json', '--no-gaps')
  const found = stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(found).toMatchObject([
    { sensor: sampleSensor, device: 'laptop-7', status: { version: '1' } },
    { sensor: other },
  ])
  expect(found[0]).not.toHaveProperty('gaps')
})

test.each([
  'timeline --sensor 3f2a9c1b --around 1m',
  'sensors',
  'timeline --sensor 3f2a9c1b --around 1m --json',
])('text from pages cannot reach the terminal in `%s`', async call => {
  const marked = { hostname: hostile, path: hostile, inputType: hostile, tab: 1 }
  const events = [
    start({ label: hostile, device: hostile, user: hostile, version: hostile, policyState: hostile }),
    sampleEvent(2, marked),
    sampleEvent(3, { ...marked, type: 'TextInput', windowReference: undefined, textHash: hostile }),
    sampleEvent(4, { type: hostile, [hostile]: hostile }),
    sampleEvent(5, { type: 'Dropped', reason: hostile, count: 3 }),
  ]
  const { stdout, stderr } = await ask(events, ...call.split(' '))
  expect(stderr).toBe('')
  expect(stdout).toMatch(/u\{?001b|u\{1b\}/)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are looked for
  expect(stdout.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/)
  expect(stdout).not.toMatch(/^SILENT /m)
})

test('verify proves a store', async () => {
  const gap = await ask(
    sampleEvents(1, 9).filter((_, index) => index !== 3),
    'verify',
    'store',
  )
  expect(gap.status).toBe(1)
  expect(gap.stdout).toContain('MISSING 1: seq 4')
  const whole = await ask(sampleEvents(1, 9), 'verify', 'store', '--json')
  expect(whole).toMatchObject({ status: 0, stderr: '' })
  expect(JSON.parse(whole.stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
    record: 'summary',
    events: 9,
    complete: true,
  })
  expect((await ask(sampleEvents(1, 9), 'verify', 'store', '--dead-letter', 'x')).status).toBe(2)
})

test('without a store it says how to make one', async () => {
  await using directory = await sampleDirectory()
  const named = await runCli(['sensors', '--store', 'nothing'], { cwd: directory.path })
  expect(named).toMatchObject({ status: 2, stderr: expect.stringContaining('there is no store in nothing') })
  const unnamed = await runCli(['sensors'], { cwd: directory.path })
  expect(unnamed).toMatchObject({ status: 2, stderr: expect.stringContaining('weaklayer import') })
})
