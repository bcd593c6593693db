import { expect, test } from 'vitest'
import { formatVerifyReport } from './format-verify-report.ts'
import {
  lines,
  sampleDirectory,
  sampleEpoch,
  sampleEvent,
  sampleGroup,
  sampleSensor,
  sampleStart,
} from './sample-events.ts'
import { verifyEvents } from './verify-events.ts'

const later = '00000000000000bb'
const copied = '00000000000000cc'

/** Status as seq 1, then events up to `last` without those in `without`. */
function epoch(id: string, last: number, options: { without?: number[]; previous?: object } = {}) {
  const events = Array.from({ length: last - 1 }, (_, index) => sampleEvent(index + 2, { epoch: id }))
  const start = sampleStart({ epoch: id, ...(options.previous ? { previous: options.previous } : {}) })
  return [start, ...events].filter(event => !options.without?.includes(event.seq as number))
}

async function verify(files: Record<string, string>) {
  await using directory = await sampleDirectory(files)
  const report = await verifyEvents(directory.path)
  return { report, text: formatVerifyReport(report, { utc: true }) }
}

const inGroup = (name: string) => `${sampleGroup}/${name}`

test('a chain of epochs without holes is complete', async () => {
  const { report, text } = await verify({
    [inGroup('10-20.ndjson')]: lines(epoch(sampleEpoch, 30)),
    [inGroup('.20.ndjson')]: lines(epoch(later, 5, { previous: { epoch: sampleEpoch, lastSeq: 30 } })),
  })
  expect(report).toMatchObject({ events: 35, complete: true, unreadable: { count: 0 } })
  expect(text).toContain(`sensor ${sampleSensor} (group ${sampleGroup}): complete, 35 events`)
  expect(text).toContain(`epoch ${sampleEpoch}: complete 1…30, 30 stored, starts a chain, closed`)
  expect(text).toContain(`epoch ${later}: complete 1…5, 5 stored, open tail since 2025-11-21`)
  expect(text).toMatch(/missing 0, .* doubled 0, .*: complete$/)
})

test('missing seqs are found inside and at the end of an epoch', async () => {
  const { report, text } = await verify({
    '10-20.ndjson': lines(epoch(sampleEpoch, 28, { without: [4, 5, 6, 9] })),
    '20-30.ndjson': lines(epoch(later, 3, { previous: { epoch: sampleEpoch, lastSeq: 30 } })),
  })
  expect(report.complete).toBe(false)
  expect(report.sensors[0]?.epochs[0]?.missing).toEqual([
    [4, 6],
    [9, 9],
    [29, 30],
  ])
  expect(text).toContain('MISSING 6: seq 4–6, 9, 29–30')
  expect(text).toMatch(/missing 6, .*: NOT complete$/)
})

test('declared drops explain what is missing', async () => {
  const drop = sampleEvent(10, { type: 'Dropped', reason: 'quota', count: 3, ranges: [[4, 6]] })
  const flood = sampleEvent(11, { type: 'Dropped', reason: 'flood', count: 7 })
  const { report, text } = await verify({
    '10-20.ndjson': lines([...epoch(sampleEpoch, 9, { without: [4, 5, 6] }), drop, flood]),
  })
  expect(report.complete).toBe(true)
  expect(text).toContain('declared 3: seq 4–6, given up by the sensor')
  expect(text).toContain('declared: 7 events given up before they got a seq, reason flood')
})

test('the dead letter explains what is missing', async () => {
  const refused = {
    received: 5,
    sensor: sampleSensor,
    group: sampleGroup,
    code: 'EVENT_INVALID',
    message: 'x',
  }
  const letter = { ...refused, event: { type: 'Window', epoch: sampleEpoch, seq: 4, isTopLevelWindow: 'no' } }
  const { report, text } = await verify({
    [inGroup('10-20.ndjson')]: lines(epoch(sampleEpoch, 9, { without: [4] })),
    [`dead-letter/${sampleGroup}/.10.ndjson`]: lines([letter]),
  })
  expect(report).toMatchObject({ complete: true, deadLetters: 1, events: 8 })
  expect(text).toContain('dead letter 1: seq 4, refused by the gateway and kept')
})

test('doubles are counted and change nothing', async () => {
  const events = epoch(sampleEpoch, 9)
  const again = events.slice(2, 5).map(event => ({ ...event, received: event.received + 60_000_000 }))
  const { report, text } = await verify({ '10-20.ndjson': lines(events), '20-30.ndjson': lines(again) })
  expect(report).toMatchObject({ complete: true, sensors: [{ doubled: 3, stored: 9 }] })
  expect(text).toContain('doubled 3')
})

test('one id with two contents is a conflict', async () => {
  const events = [...epoch(sampleEpoch, 9), sampleEvent(4, { path: '/another' })]
  const { report, text } = await verify({ '10-20.ndjson': lines(events) })
  expect(report.complete).toBe(false)
  expect(text).toContain(`CONFLICT ${sampleEpoch}/4: one id with two contents`)
})

test('two epochs that follow one are a clone', async () => {
  const previous = { epoch: sampleEpoch, lastSeq: 9 }
  const { report, text } = await verify({
    '10-20.ndjson': lines([
      ...epoch(sampleEpoch, 9),
      ...epoch(later, 4, { previous }),
      ...epoch(copied, 4, { previous }),
    ]),
  })
  expect(report.complete).toBe(false)
  expect(text).toContain(
    `CLONE: the profile was copied and both copies ran; they part after seq 9 of epoch ${sampleEpoch}, ${later} and ${copied} follow it`,
  )
})

test('an epoch of which nothing is stored is missing', async () => {
  const { report, text } = await verify({
    '10-20.ndjson': lines(epoch(later, 4, { previous: { epoch: sampleEpoch, lastSeq: 12 } })),
  })
  expect(report.complete).toBe(false)
  expect(text).toContain(`MISSING epoch ${sampleEpoch}`)
})

test.each([
  ['a line that is not JSON', 'oops', 'is not JSON'],
  [
    'a Status that the proof cannot rely on',
    lines([sampleStart({ previous: null })]).trim(),
    'is not a Status event',
  ],
  [
    'a Dropped that the proof cannot rely on',
    lines([sampleEvent(9, { type: 'Dropped', reason: 'quota', count: 1, ranges: 5 })]).trim(),
    'is not a Dropped event',
  ],
])('%s is reported with file and line', async (_, line, message) => {
  const { report, text } = await verify({ '10-20.ndjson': `${lines(epoch(sampleEpoch, 3))}${line}\n` })
  expect(report).toMatchObject({ complete: false, unreadable: { count: 1 } })
  expect(text).toContain(`10-20.ndjson:4 ${message}`)
})

test('events without epoch are told apart', async () => {
  const { epoch: _, seq: __, ...first } = sampleEvent(1)
  const { report, text } = await verify({ '10-20.ndjson': lines([...epoch(sampleEpoch, 3), first]) })
  expect(report.complete).toBe(true)
  expect(text).toContain('1 events without epoch')
})

test('a lost store ends its epoch', async () => {
  const lost = {
    type: 'Dropped',
    reason: 'store_lost',
    count: 0,
    ofEpoch: sampleEpoch,
    atMost: 40,
    epoch: later,
  }
  const { report, text } = await verify({
    '10-20.ndjson': lines([...epoch(sampleEpoch, 9), ...epoch(later, 2), sampleEvent(3, lost)]),
  })
  expect(report.complete).toBe(true)
  expect(text).toContain(`epoch ${sampleEpoch}: complete 1…9, 9 stored, starts a chain, closed`)
})
