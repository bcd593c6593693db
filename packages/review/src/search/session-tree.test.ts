import type { StoredEvent } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import { sampleSensor } from '../sample-events.ts'
import type { FoundEvent } from './found-event.ts'
import { openReferences, type SessionWindow, sessionTree } from './session-tree.ts'

function found(type: string, time: number, fields: Record<string, unknown> = {}): FoundEvent {
  const event = { type, time, sensor: sampleSensor, group: 'g', received: time, ...fields } as StoredEvent
  return { event, label: null, device: null, user: null, hostname: null, severity: 'normal', conflict: false }
}

const page = (time: number, tab?: number) =>
  found('Window', time, { isTopLevelWindow: true, topLevelWindowReference: time, tab })
const frame = (time: number, top: number, tab?: number) =>
  found('Window', time, { isTopLevelWindow: false, topLevelWindowReference: top, tab })
const address = (time: number, windowReference: number, tab?: number) =>
  found('WindowLocation', time, { windowReference, hostname: `h${time}`, tab })
const typed = (time: number, windowLocationReference: number, tab?: number) =>
  found('TextInput', time, { windowLocationReference, tab })

/** The shape of a window: numbers are times. */
function shape(window: SessionWindow): unknown {
  return {
    at: window.reference,
    locations: window.locations.map(one => [one.reference, ...one.events.map(({ event }) => event.time)]),
    frames: window.frames.map(shape),
    events: window.events.map(({ event }) => event.time),
  }
}

test('text belongs to its address, that to its frame, that to its page, that to its tab', () => {
  const events = [
    page(1, 7),
    address(2, 1, 7),
    frame(3, 1, 7),
    address(4, 3, 7),
    typed(5, 4, 7),
    typed(6, 2, 7),
  ]
  const { tabs, beside } = sessionTree(events)
  expect(beside).toEqual([])
  expect(tabs).toMatchObject([{ tab: 7, opener: undefined, firstUs: 1, lastUs: 6, events: [] }])
  const inner = { at: 3, locations: [[4, 5]], frames: [], events: [] }
  expect(tabs[0]?.windows.map(shape)).toEqual([{ at: 1, locations: [[2, 6]], frames: [inner], events: [] }])
})

test('a tab knows the tab that opened it', () => {
  const opened = found('Navigation', 9, { tab: 8, openerTab: 7, windowReference: 8 })
  expect(sessionTree([page(1, 7), page(8, 8), opened]).tabs).toMatchObject([
    { tab: 7, opener: undefined },
    { tab: 8, opener: 7, windows: [{ events: [{ event: { time: 9 } }] }] },
  ])
})

test('events of sensors that name no tab are a tree too', () => {
  const { tabs } = sessionTree([page(1), address(2, 1), typed(3, 2), typed(4, 99)])
  expect(tabs).toMatchObject([{ tab: null, windows: [{ reference: 1 }], events: [{ event: { time: 4 } }] }])
})

test('what belongs to no tab stands beside', () => {
  const { tabs, beside } = sessionTree([found('Status', 1), found('Dropped', 2)])
  expect(tabs).toEqual([])
  expect(beside.map(({ event }) => event.type)).toEqual(['Status', 'Dropped'])
})

test('pages from before give their place and are no events of the time', () => {
  const events = [typed(50, 4, 7)]
  expect(openReferences(events)).toEqual([4])
  const { tabs } = sessionTree(events, [page(1, 7), frame(3, 1, 7), address(4, 3, 7)])
  expect(tabs).toMatchObject([{ tab: 7, firstUs: 50, lastUs: 50 }])
  const inner = { at: 3, locations: [[4, 50]], frames: [], events: [] }
  expect(tabs[0]?.windows.map(shape)).toEqual([{ at: 1, locations: [], frames: [inner], events: [] }])
})

test('frames that name each other in a circle end the tree', () => {
  const { tabs } = sessionTree([frame(1, 2, 7), frame(2, 1, 7), frame(3, 1, 7), address(4, 3, 7)])
  expect(() => JSON.stringify(tabs)).not.toThrow()
  expect(tabs[0]?.windows.map(({ reference }) => reference)).toEqual([1, 2, 3])
})
