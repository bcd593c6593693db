import { expect, test } from 'vitest'
import { createRig } from '../worker/rig-for-tests.ts'
import { drained } from '../worker/stored-for-tests.ts'
import { createMemoryJournal } from './memory-journal.ts'
import { allFrames, frameKey, newState } from './records.ts'
import { trimFrames } from './trim-frames.ts'

const frame = (index: number) => ({
  frame: index.toString(16).padStart(16, '0'),
  browserTab: 1,
  lastN: 1,
  seenMs: 1000 + index,
  windowUs: 0,
  topWindowUs: 0,
  locations: [],
})

test('of many frames those that spoke last are remembered, looked through once a thousand', async () => {
  const journal = createMemoryJournal()
  const state = { ...newState(), newFrames: 999 }
  await journal.transact(async transaction => {
    for (let index = 0; index < 6000; index++) transaction.put(frameKey(frame(index).frame), frame(index))
    await trimFrames(transaction, state)
    expect(await transaction.count(allFrames)).toBe(6000)
    state.newFrames += 1
    await trimFrames(transaction, state)
  })
  const left = await journal.read(reader => reader.list(allFrames))
  expect(left.map(({ seenMs }) => seenMs)).toEqual(Array.from({ length: 5000 }, (_, index) => 2000 + index))
  expect(state.newFrames).toBe(0)
})

test('a frame that was forgotten goes on, and lacks nothing', async () => {
  const rig = await createRig()
  const page = rig.openFrame()
  page.report({ kind: 'Window' }, { kind: 'WindowLocation', href: 'https://a.example/1' })
  await rig.clock.advance(200)
  await rig.journal.transact(async transaction => transaction.delete(allFrames))
  page.report({ kind: 'WindowLocation', href: 'https://a.example/2' })
  await rig.clock.advance(200)
  const { events } = await drained(rig)
  expect(events.map(({ type }) => type)).not.toContain('Dropped')
  expect(events.find(({ path }) => path === '/2')).toMatchObject({ windowReference: 0 })
})
