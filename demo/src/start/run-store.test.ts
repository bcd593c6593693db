import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findPage, openStore } from '@weaklayer/review'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { runStore } from './run-store.ts'

vi.setConfig({ testTimeout: 60_000 })

let parent = ''
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'weaklayer-store-'))
})
afterEach(() => rmSync(parent, { recursive: true, force: true }))

const group = '5b0a4a52-3c6b-4d7e-9a55-0f6a3b1c2d3e'
const line = (time: number) =>
  `${JSON.stringify({ type: 'Window', time, sensor: group, group, received: time, isTopLevelWindow: true, topLevelWindowReference: time })}\n`

function places() {
  return { eventsDirectory: join(parent, 'events'), storeDirectory: join(parent, 'store') }
}

function writeEvents(name: string, text: string): void {
  mkdirSync(join(parent, 'events', group), { recursive: true })
  writeFileSync(join(parent, 'events', group, name), text)
}

async function storedTimes(): Promise<number[]> {
  const store = await openStore(places().storeDirectory)
  const { events } = await findPage(store)
  await store.close()
  return events.map(({ event }) => event.time)
}

test('keeps a store of the events that were there and of those that come', async () => {
  writeEvents('10-20.ndjson', line(1))
  const running = await runStore(places())
  expect(await storedTimes()).toEqual([1])
  writeEvents('.30.ndjson', line(2) + line(3))
  await vi.waitFor(async () => expect(await storedTimes()).toEqual([3, 2, 1]), {
    timeout: 30_000,
    interval: 100,
  })
  await running.close()
})

test('a second one in the same store is refused', async () => {
  const running = await runStore(places())
  await expect(runStore(places())).rejects.toMatchObject({ code: 'STORE_IN_USE' })
  await running.close()
})
