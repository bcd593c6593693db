import { checkEvent, checkStoredEvent, storedEvent } from '@weaklayer/wire'
import { eventFixtures } from '@weaklayer/wire/fixtures'
import { expect, test } from 'vitest'
import { sampleEvent } from '../sample-events.ts'
import { createOrdinaryCheck } from './ordinary-event.ts'

const fixtures = Object.values(eventFixtures).flatMap(({ valid, invalid }) => [...valid, ...invalid])

test('whatever it calls an ordinary event is a stored one for the schema too', () => {
  const isOrdinary = createOrdinaryCheck()
  const { sensor, group, received } = sampleEvent(1)
  let ordinary = 0
  for (const { value } of fixtures) {
    const event = typeof value === 'object' && value !== null ? { ...value, sensor, group, received } : value
    if (!isOrdinary(event)) continue
    ordinary++
    expect(checkStoredEvent(event).status).toBe('valid')
    expect(['Status', 'Dropped']).not.toContain(event.type)
  }
  expect(ordinary).toBeGreaterThan(20)
})

test('every field that all stored events may have is looked at', () => {
  expect(Object.keys(storedEvent.shape).sort()).toEqual([
    'epoch',
    'frame',
    'group',
    'incognito',
    'received',
    'sensor',
    'seq',
    'tab',
    'time',
    'type',
    'was',
    'windowLocationReference',
    'windowReference',
  ])
})

test.each(Object.keys(storedEvent.shape))('a wrong %s makes an event no ordinary one', field => {
  const isOrdinary = createOrdinaryCheck()
  expect(isOrdinary(sampleEvent(1))).toBe(true)
  for (const wrong of [{}, null, [], -1.5]) expect(isOrdinary(sampleEvent(1, { [field]: wrong }))).toBe(false)
  expect(isOrdinary(sampleEvent(1))).toBe(true)
})

test('events that speak of others are no ordinary ones', () => {
  const isOrdinary = createOrdinaryCheck()
  const was = { epoch: '00000000000000bb', seq: 1 }
  expect(checkEvent(sampleEvent(1, { was })).status).toBe('valid')
  for (const fields of [{ was }, { previous: 1 }, { ranges: [] }, { ofEpoch: 'x' }, { ofSensor: 'x' }])
    expect(isOrdinary(sampleEvent(1, fields))).toBe(false)
})
