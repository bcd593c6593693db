import { createGapProof, type StoredEvent } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import { formatVerifyReport, type ReportFormat, summary } from './format-verify-report.ts'
import { sampleEpoch, sampleEvent, sampleSensor, sampleStart } from './sample-events.ts'
import type { VerifyReport } from './verify-events.ts'

const second = '00000000000000bb'
const third = '00000000000000cc'
const chain = (epoch: string, before: string, lastSeq: number) =>
  sampleStart({ epoch, previous: { epoch: before, lastSeq } })

function reportOf(events: readonly StoredEvent[]): VerifyReport {
  const proof = createGapProof()
  for (const event of events) proof.add(event)
  const sensors = proof.report()
  const complete = sensors.every(sensor => sensor.complete)
  return { sensors, events: events.length, deadLetters: 0, unreadable: { count: 0, first: [] }, complete }
}

function textOf(events: readonly StoredEvent[], format: Partial<ReportFormat> = {}): string {
  return formatVerifyReport(reportOf(events), { utc: true, ...format })
}

const drop = (seq: number, fields: object) => sampleEvent(seq, { type: 'Dropped', ...fields })

const rows: [what: string, events: StoredEvent[], shows: string[]][] = [
  [
    'declared drops by reason',
    [
      sampleStart(),
      drop(2, { reason: 'quota', count: 2, ranges: [[3, 4]] }),
      drop(6, { reason: 'poison', count: 1, ranges: [[5, 5]] }),
      drop(7, { reason: 'flood', count: 9 }),
    ],
    [
      'declared 3: seq 3–5, given up by the sensor: poison 1, quota 2',
      'declared: 9 events given up before they got a seq, reason flood',
      'declared 12 (flood 9, poison 1, quota 2)',
    ],
  ],
  [
    'where events were moved to, and what may wait',
    [
      sampleStart(),
      chain(second, sampleEpoch, 5),
      sampleEvent(2, { epoch: second, was: { epoch: sampleEpoch, seq: 3 } }),
      sampleEvent(2),
    ],
    [
      `moved 1: seq 3, now in epoch ${second}`,
      'waiting 2: seq 4–5, moved to an epoch with an open tail',
      'moved 1, waiting 2,',
    ],
  ],
  [
    'a move to another sensor',
    [
      sampleStart(),
      sampleEvent(2, {
        epoch: second,
        sensor: 'other',
        was: { sensor: sampleSensor, epoch: sampleEpoch, seq: 2 },
      }),
    ],
    [`moved 1: seq 2, now in epoch ${second} of sensor other`],
  ],
  [
    'a lost store with its bound',
    [
      ...[1, 4].map(seq => (seq === 1 ? sampleStart() : sampleEvent(seq))),
      sampleStart({ epoch: second }),
      drop(2, { epoch: second, reason: 'store_lost', count: 0, ofEpoch: sampleEpoch, atMost: 40 }),
    ],
    ['lost 2: seq 2–3', 'closed: its store was lost with at most 40 events', 'lost 2, open tails 1,'],
  ],
  [
    'an epoch that went on after another followed it',
    [sampleStart(), sampleEvent(2), sampleEvent(3), chain(second, sampleEpoch, 2)],
    [`they part after seq 2 of epoch ${sampleEpoch}, ${second} follows it`, 'clones 1,', ': NOT complete'],
  ],
]

test.each(rows)('says %s', (...row) => {
  const [, events, shows] = row
  const text = textOf(events)
  for (const part of shows) expect(text).toContain(part)
})

test('of many epochs those are shown of which there is something to say', () => {
  const name = (index: number) => index.toString(16).padStart(16, '0')
  const events = Array.from({ length: 30 }, (_, index) => [
    index === 0 ? sampleStart({ epoch: name(1) }) : chain(name(index + 1), name(index), 3),
    ...(index === 20 ? [] : [sampleEvent(2, { epoch: name(index + 1) })]),
    sampleEvent(3, { epoch: name(index + 1) }),
  ]).flat()
  expect(textOf(events).match(/^ {2}epoch .*/gm)).toEqual([
    expect.stringContaining(`epoch ${name(21)}: NOT complete 1…3, 2 stored`),
    expect.stringContaining(`epoch ${name(30)}: complete 1…3, 3 stored, open tail`),
  ])
  expect(textOf(events)).toContain('  and 28 epochs more, complete and closed')
  expect(textOf(events, { all: true }).match(/^ {2}epoch /gm)).toHaveLength(30)
})

test('of very many bad sensors the first hundred are shown', () => {
  const events = Array.from({ length: 150 }, (_, index) =>
    [1, 3].map(seq => sampleEvent(seq, { sensor: `sensor-${index}`, epoch: third })),
  ).flat()
  const text = textOf(events)
  expect(text.match(/^sensor /gm)).toHaveLength(100)
  expect(text).toContain('50 sensors more are NOT complete: --all shows them.')
  expect(textOf(events, { all: true }).match(/^sensor /gm)).toHaveLength(150)
  expect(text.endsWith(summary(reportOf(events)))).toBe(true)
})
