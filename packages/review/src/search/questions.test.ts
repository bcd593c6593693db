import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { sampleEvent, sampleGroup, sampleSensor, sampleStart, sampleTimeUs } from '../sample-events.ts'
import { entity } from './entity.ts'
import { facets } from './facets.ts'
import { firstSeen } from './first-seen.ts'
import { histogram } from './histogram.ts'
import { neighbours } from './neighbours.ts'
import { sensors } from './sensors.ts'
import { session } from './session.ts'
import { storeForTests } from './store-for-tests.ts'
import { whichSensors } from './which-sensors.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const hourUs = 3_600_000_000
const minuteUs = 60_000_000
const other = '3f2a9c1b-0000-8000-8000-000000000002'

/** An hour of one sensor in tabs 1 and 2, every 10 minutes, and two events of another one later. */
const visits = Array.from({ length: 6 }, (_, index) =>
  sampleEvent(2 + index, {
    time: sampleTimeUs + index * 10 * minuteUs,
    tab: 1 + (index % 2),
    hostname: index < 4 ? 'www.example.com' : 'rare.example.net',
    windowReference: sampleTimeUs - minuteUs,
  }),
)
const start = sampleStart({
  time: sampleTimeUs - 2 * minuteUs,
  label: 'finance',
  device: 'laptop-7',
  user: 'anna',
  queued: 3,
  clockSkewMs: -40,
  version: '1.2.0',
})
const window = sampleEvent(20, {
  type: 'Window',
  time: sampleTimeUs - minuteUs,
  hostname: undefined,
  path: undefined,
  topLevelWindowReference: sampleTimeUs - minuteUs,
  isTopLevelWindow: true,
  tab: 1,
})
const drop = sampleEvent(21, {
  type: 'Dropped',
  time: sampleTimeUs + 1,
  reason: 'flood',
  count: 9,
  hostname: undefined,
  windowReference: undefined,
})
const late = [1, 2].map(seq =>
  sampleEvent(seq, {
    sensor: other,
    time: sampleTimeUs + 5 * hourUs + seq,
    received: sampleTimeUs + 5 * hourUs + seq,
    hostname: 'www.example.com',
  }),
)
const all = [start, window, drop, ...visits, ...late]

let made: Awaited<ReturnType<typeof storeForTests>>
beforeAll(async () => {
  made = await storeForTests(all)
})
afterAll(async () => await made[Symbol.asyncDispose]())

describe('histogram', () => {
  test('counts by hour and type', async () => {
    const { widthUs, events, bars } = await histogram(made.store)
    expect({ widthUs, events }).toEqual({ widthUs: hourUs, events: all.length })
    expect(bars.map(bar => bar.events)).toEqual([7, 2, 2])
    expect(bars[0]).toEqual({
      startUs: sampleTimeUs - (sampleTimeUs % hourUs),
      events: 7,
      byType: { Dropped: 1, Status: 1, Window: 1, WindowLocation: 4 },
    })
  })

  test('takes any width, and a time', async () => {
    const { bars } = await histogram(made.store, { widthUs: 1000, fromUs: sampleTimeUs + 4 * hourUs })
    expect(bars).toMatchObject([
      { startUs: late[0]?.time && Math.floor(late[0].time / 1000) * 1000, events: 2 },
    ])
  })
})

describe('facets', () => {
  test('give top values, how many there are, and coverage', async () => {
    const { events, fields } = await facets(made.store, { fields: ['hostname', 'tab', 'device'], top: 1 })
    expect(events).toBe(all.length)
    expect(fields).toEqual([
      { field: 'hostname', covered: 8, values: 2, top: [{ value: 'www.example.com', events: 6 }] },
      { field: 'tab', covered: 7, values: 2, top: [{ value: '1', events: 4 }] },
      { field: 'device', covered: 9, values: 1, top: [{ value: 'laptop-7', events: 9 }] },
    ])
  })

  test('are 12 when nothing is said, also of nothing', async () => {
    const { events, fields } = await facets(made.store, { toUs: 1 })
    expect(events).toBe(0)
    expect(fields).toHaveLength(12)
    expect(fields[0]).toEqual({ field: 'type', covered: 0, values: 0, top: [] })
  })
})

describe('neighbours', () => {
  const around = { sensor: sampleSensor, timeUs: visits[2]?.time as number, tab: 1 }

  test('are of the same sensor and the same tab, 5 minutes before and after', async () => {
    expect(await neighbours(made.store, around)).toMatchObject({
      sameSensor: [{ event: visits[2] }],
      sameTab: [{ event: visits[2] }],
    })
  })

  test('reach as far as asked, the nearest ones first kept', async () => {
    const found = await neighbours(made.store, { ...around, aroundUs: 20 * minuteUs, limit: 3 })
    expect(found.sameTab.map(({ event }) => event.seq)).toEqual([2, 4, 6])
    expect(found.sameSensor.map(({ event }) => event.seq)).toEqual([3, 4, 5])
  })
})

test('a session is a tree, with the page from before the time', async () => {
  const period = { sensor: sampleSensor, fromUs: sampleTimeUs, toUs: sampleTimeUs + 30 * minuteUs }
  const found = await session(made.store, period)
  expect(found).toMatchObject({ events: 5, cut: false, beside: [{ event: { type: 'Dropped' } }] })
  expect(found.tabs).toHaveLength(2)
  expect(found.tabs[0]?.windows[0]?.window?.event).toEqual(window)
  expect(await session(made.store, { ...period, limit: 2 })).toMatchObject({ events: 2, cut: true })
})

test.each([
  ['laptop-7', 1],
  ['ANNA', 1],
  ['finance', 1],
  [sampleSensor, 1],
  ['3f2a9c1b', 2],
  ['3f2', 0],
  ['nobody', 0],
])('the word %s means %d sensors', async (word, count) => {
  expect(await whichSensors(made.store, word)).toHaveLength(count)
})

test('sensors tell how they are, silent ones first', async () => {
  const nowUs = sampleTimeUs + 6 * hourUs
  expect(await sensors(made.store, { nowUs })).toMatchObject([
    {
      sensor: sampleSensor,
      group: sampleGroup,
      device: 'laptop-7',
      user: 'anna',
      events: 9,
      silent: true,
      status: { version: '1.2.0', queued: 3, clockSkewMs: -40, policyState: 'ok', disabledSources: [] },
      dropped: { flood: 9 },
      gaps: { complete: false, missing: 12, conflicts: 0 },
    },
    { sensor: other, silent: false, status: undefined, dropped: {}, gaps: { complete: true } },
  ])
})

describe('entities', () => {
  test('a host: who met it first, and how rare it is', async () => {
    expect(await entity(made.store, { kind: 'host', value: 'www.example.com' })).toMatchObject({
      firstUs: sampleTimeUs,
      lastUs: late[1]?.time,
      sensors: 2,
      ofSensors: 2,
      who: [
        { sensor: sampleSensor, device: 'laptop-7' },
        { sensor: other, device: null },
      ],
    })
  })

  test('a sensor', async () => {
    expect(await entity(made.store, { kind: 'sensor', value: other })).toMatchObject({
      events: 2,
      sensors: 1,
    })
  })

  test('what nobody met', async () => {
    expect(await entity(made.store, { kind: 'host', value: 'nowhere.example' })).toBeUndefined()
    expect(await entity(made.store, { kind: 'sensor', value: 'nobody' })).toBeUndefined()
  })

  test('first sight of a host by one sensor', async () => {
    const rare = { kind: 'host', value: 'rare.example.net' } as const
    expect(await firstSeen(made.store, { ...rare, sensor: sampleSensor })).toMatchObject({
      firstUs: visits[4]?.time,
      lastUs: visits[5]?.time,
    })
    expect(await firstSeen(made.store, { ...rare, sensor: other })).toBeUndefined()
  })
})
