import type { StoredEvent } from '@weaklayer/wire'
import { expect, test, vi } from 'vitest'
import { sampleEvent, sampleTimeUs } from '../sample-events.ts'
import type { Store } from '../store/open-store.ts'
import { findPage, type PageAsked } from './find-page.ts'
import { storeForTests } from './store-for-tests.ts'

vi.setConfig({ testTimeout: 60_000 })

const dayUs = 86_400_000_000
const groups = ['5b0a4a52-3c6b-4d7e-9a55-0f6a3b1c2d3e', '68886d61-572b-41a5-8edd-93a564fb5ba3']

/** Spread over five days and two groups; every seventh was received a day late, every fifth shares its time with another. */
function spread(count: number, from = 1): StoredEvent[] {
  return Array.from({ length: count }, (_, index) => {
    const seq = from + index
    const time = sampleTimeUs + Math.floor((((seq * 7919) % 1000) / 1000) * 5 * dayUs)
    const shared = seq % 5 === 0 ? sampleTimeUs + 2 * dayUs : time
    const received = shared + 1_000_000 + (seq % 7 === 0 ? dayUs : 0)
    return sampleEvent(seq, { time: shared, received, group: groups[seq % 2] })
  })
}

function newestFirst(events: readonly StoredEvent[]): number[] {
  return events
    .toSorted(
      (left, right) =>
        right.time - left.time || right.received - left.received || (right.seq ?? 0) - (left.seq ?? 0),
    )
    .map(({ seq }) => seq as number)
}

async function allPages(store: Store, asked: PageAsked): Promise<number[][]> {
  const pages: number[][] = []
  for (let after: string | undefined; ; ) {
    const page = await findPage(store, { ...asked, after })
    pages.push(page.events.map(({ event }) => event.seq as number))
    after = page.next
    if (after === undefined) return pages
  }
}

test('pages give every event once, newest first', async () => {
  const events = spread(400)
  await using made = await storeForTests(events)
  const pages = await allPages(made.store, { limit: 37 })
  expect(pages.flat()).toEqual(newestFirst(events))
  expect(pages.map(page => page.length)).toEqual([...Array(10).fill(37), 30])
})

test('pages stay where they are while events come in', async () => {
  const events = spread(200)
  await using made = await storeForTests(events)
  const first = await findPage(made.store, { limit: 50 })
  const newer = spread(200, 1001).map(event => ({ ...event, time: event.time + 6 * dayUs }))
  await made.add(newer)
  const second = await findPage(made.store, { limit: 50, after: first.next })
  expect(second.events.map(({ event }) => event.seq)).toEqual(newestFirst(events).slice(50, 100))
  expect((await allPages(made.store, { limit: 100 })).flat()).toEqual(newestFirst([...events, ...newer]))
})

test('events without seq that share time and receipt are all given', async () => {
  const same = Array.from({ length: 25 }, (_, index) =>
    sampleEvent(1, { epoch: undefined, seq: undefined, received: sampleTimeUs + 9, path: `/${index}` }),
  )
  await using made = await storeForTests(same)
  const paths: unknown[] = []
  for (let after: string | undefined, more = true; more; more = after !== undefined) {
    const page = await findPage(made.store, { limit: 4, after })
    paths.push(...page.events.map(({ event }) => event.path))
    after = page.next
  }
  expect(paths.toSorted()).toEqual(same.map(({ path }) => path).toSorted())
})

test('a time bounds the page, its start included and its end not', async () => {
  const events = spread(100)
  const fromUs = sampleTimeUs + dayUs
  const toUs = sampleTimeUs + 2 * dayUs
  await using made = await storeForTests(events)
  const pages = await allPages(made.store, { fromUs, toUs, limit: 10 })
  const inside = events.filter(({ time }) => time >= fromUs && time < toUs)
  expect(pages.flat()).toEqual(newestFirst(inside))
})

test('an event comes as it was, with what the store knows of it', async () => {
  const event = sampleEvent(5, { odd: { deep: [1, null] }, path: '/ü\u0000' })
  await using made = await storeForTests([event])
  const page = await findPage(made.store)
  expect(page).toEqual({
    next: undefined,
    events: [
      {
        event,
        label: null,
        device: null,
        user: null,
        hostname: 'www.example.com',
        severity: 'normal',
        conflict: false,
      },
    ],
  })
})

test.each([
  '',
  'x',
  Buffer.from('[1,2]').toString('base64url'),
  Buffer.from('[1,2,3,4,5]').toString('base64url'),
])('the cursor "%s" is refused', async after => {
  await using made = await storeForTests([sampleEvent(1)])
  await expect(findPage(made.store, { after })).rejects.toMatchObject({ code: 'CURSOR_INVALID' })
})
