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

const file = `events/${sampleGroup}/10-20.ndjson`
const clean = sampleEvents(1, 50)
const otherEpoch = (epoch: string) => ({ epoch, previous: { epoch: clean[0]?.epoch, lastSeq: 50 } })

async function verify(content: string, ...options: string[]) {
  await using directory = await sampleDirectory({ [file]: content })
  return await runCli(['verify', 'events', '--utc', ...options], { cwd: directory.path })
}

test('clean files are complete and give status 0', async () => {
  const { status, stdout, stderr } = await verify(lines(clean))
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toContain(`sensor ${sampleSensor} (group ${sampleGroup}): complete, 50 events`)
  expect(stdout).toContain('complete 1…50, 50 stored, starts a chain, open tail since')
})

test.each([
  ['a gap', lines(clean.filter(event => event.seq !== 7 && event.seq !== 8)), 1, 'MISSING 2: seq 7–8'],
  ['a double', lines([...clean, clean[5]]), 0, 'doubled 1'],
  ['a conflict', lines([...clean, { ...clean[5], path: '/other' }]), 1, 'CONFLICT 00000000000000aa/6'],
  [
    'a clone',
    lines([
      ...clean,
      sampleEvent(1, otherEpoch('00000000000000bb')),
      sampleEvent(1, otherEpoch('00000000000000cc')),
    ]),
    1,
    'they part after seq 50 of epoch 00000000000000aa',
  ],
  [
    'a lost epoch',
    lines([sampleEvent(1, otherEpoch('00000000000000bb'))]),
    1,
    'MISSING epoch 00000000000000aa',
  ],
  ['a torn line', lines(clean).slice(0, -20), 1, '10-20.ndjson:50 is torn'],
] as const)('%s is found', async (...[, content, status, shows]) => {
  const ended = await verify(content)
  expect(ended.status).toBe(status)
  expect(ended.stdout).toContain(shows)
})

test('of many sensors the bad ones are shown, and all of them when asked', async () => {
  const sensors = Array.from({ length: 30 }, (_, index) => `3f2a9c1b-0000-8000-8000-0000000000${index + 10}`)
  const events = sensors.flatMap(sensor => [1, 2, 3].map(seq => sampleEvent(seq, { sensor })))
  const gap = lines(events.filter(event => event.seq !== 2 || event.sensor !== sensors[7]))
  const { status, stdout } = await verify(gap)
  expect(status).toBe(1)
  expect(stdout.match(/^sensor .*/gm)).toEqual([expect.stringContaining(`${sensors[7]}`)])
  expect(stdout).toContain('29 sensors are complete and not shown: --all shows them.')
  expect((await verify(gap, '--all')).stdout.match(/^sensor /gm)).toHaveLength(30)
  expect((await verify(gap, '--json')).stdout.match(/"record":"sensor"/g)).toHaveLength(30)
})

test('as JSON there is one object a line, the summary last', async () => {
  const { status, stdout } = await verify(lines([...clean.slice(0, 3), ...clean.slice(4), 'torn']), '--json')
  const records = stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(status).toBe(1)
  expect(records).toMatchObject([
    { record: 'sensor', sensor: sampleSensor, complete: false, epochs: [{ missing: [[4, 4]] }] },
    { record: 'unreadable', line: 50 },
    { record: 'summary', sensors: 1, events: 49, missing: 1, unreadable: 1, complete: false },
  ])
})
