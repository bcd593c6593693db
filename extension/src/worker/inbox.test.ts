import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { FramePort } from '../content/extension-api.ts'
import { createLink, type Link } from '../content/link.ts'
import { createTestClock } from '../delivery/clock-for-tests.ts'
import type { PreparedMessage } from '../delivery/prepared-message.ts'
import type { FrameMessage, FromFrame, ToFrame } from '../protocol.ts'
import { createInbox, type InboxPort } from './inbox.ts'
import { createRig, type Rig } from './rig-for-tests.ts'
import { drained, droppedBy } from './stored-for-tests.ts'

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => vi.useRealTimers())
vi.setConfig({ testTimeout: 120_000 })

const sender = { tabId: 1, frameId: 0, url: 'https://a.example/', incognito: false }
const frame = '0123456789abcdef'
const messages = (from: number, count: number, href = 'https://a.example/'): FrameMessage[] =>
  Array.from({ length: count }, (_, index) => ({
    n: from + index,
    atMs: 1000,
    report: { kind: 'WindowLocation', href },
  }))

function setUp(record: (group: PreparedMessage[]) => Promise<void>) {
  const clock = createTestClock()
  const state = { acked: [] as number[], closed: 0, faults: 0 }
  const port: InboxPort = {
    sender,
    send: ({ acked }) => void state.acked.push(acked),
    close() {
      state.closed += 1
    },
  }
  const inbox = createInbox({
    clock,
    prepare: async (_, { n }) => ({ n }) as PreparedMessage,
    record,
    onFault() {
      state.faults += 1
    },
  })
  return { clock, inbox, port, state }
}

test('while the journal hangs, a bounded number waits; the frame is cut off instead of acknowledged', async () => {
  const { clock, inbox, port, state } = setUp(() => new Promise(() => undefined))
  for (let from = 1; from < 20_000; from += 256) inbox.take(port, { frame, messages: messages(from, 256) })
  await clock.advance(60_000)
  expect(state).toEqual({ acked: [], closed: 1, faults: 0 })
})

test('long addresses are bounded in sum, too', async () => {
  const { clock, inbox, port, state } = setUp(() => new Promise(() => undefined))
  const long = 'x'.repeat(16_000)
  for (let from = 1; from < 600; from += 100) inbox.take(port, { frame, messages: messages(from, 100, long) })
  await clock.advance(60_000)
  expect(state.closed).toBe(1)
})

test('what comes over a port after it was cut off is not taken: it would leave a gap', async () => {
  const recorded: number[] = []
  const gate = Promise.withResolvers<void>()
  const { clock, inbox, port, state } = setUp(async group => {
    await gate.promise
    recorded.push(...group.map(({ n }) => n))
  })
  inbox.take(port, { frame, messages: messages(1, 8192) })
  inbox.take(port, { frame, messages: messages(8193, 1) })
  await clock.advance(1000)
  gate.resolve()
  await clock.advance(1000)
  inbox.take(port, { frame, messages: messages(8194, 1) })
  await clock.advance(1000)
  expect(recorded).toHaveLength(8192)
  inbox.take({ ...port }, { frame, messages: messages(8193, 2) })
  await clock.advance(1000)
  expect(recorded.slice(-2)).toEqual([8193, 8194])
  expect(state.acked.at(-1)).toBe(8194)
})

test('a journal that refuses is asked every two seconds, not with each message', async () => {
  const { clock, inbox, port, state } = setUp(async () => {
    throw new Error('full')
  })
  for (let from = 1; from <= 4000; from += 100) {
    inbox.take(port, { frame, messages: messages(from, 100) })
    await clock.advance(100)
  }
  expect(state.faults).toBeLessThanOrEqual(4)
  expect(state.acked).toEqual([])
})

/** A real frame's end of a port to the rig's worker. */
function connect(rig: Rig, { url, tabId, cut }: { url: string; tabId: number; cut(): void }): FramePort {
  const listeners = { message: [] as ((message: ToFrame) => void)[], gone: [] as (() => void)[] }
  const port = {
    sender: { tabId, frameId: 0, url, origin: new URL(url).origin, tabUrl: url, incognito: false },
    send: (message: ToFrame) => {
      for (const listener of listeners.message) listener(message)
    },
    close: () => {
      cut()
      for (const listener of listeners.gone) listener()
    },
  }
  return {
    postMessage: (message: FromFrame) => rig.sensor.takeMessage(port, structuredClone(message)),
    disconnect: () => undefined,
    onMessage: { addListener: listener => void listeners.message.push(listener) },
    onDisconnect: { addListener: listener => void listeners.gone.push(listener) },
  }
}

test('what frames lose while the journal refuses is counted exactly, and all the rest is recorded', async () => {
  const rig = await createRig()
  const { transact } = rig.journal
  const state = { cut: 0, full: true }
  rig.journal.transact = (work, ...more) =>
    state.full ? Promise.reject(new Error('disk full')) : transact(work, ...more)
  const links: Link[] = Array.from({ length: 60 }, (_, index) => {
    const url = `https://site-${index}.example/`
    const cut = () => {
      state.cut += 1
    }
    const open = () => connect(rig, { url, tabId: index + 1, cut })
    const options = { frame: index.toString(16).padStart(16, '0'), connect: open, nowMs: rig.clock.nowMs }
    return createLink({ ...options, held: false, onGone: () => undefined }, new AbortController().signal)
  })
  for (const link of links) link.emit({ kind: 'Window' })
  for (let round = 0; round < 40; round++) {
    for (const [index, link] of links.entries()) {
      for (let at = 0; at < 10; at++) {
        link.emit({ kind: 'WindowLocation', href: `https://site-${index}.example/${round}/${at}` })
      }
    }
    await rig.clock.advance(50)
    await vi.advanceTimersByTimeAsync(50)
  }
  expect(state.cut).toBeGreaterThan(0)
  state.full = false
  for (let second = 0; second < 120; second++) {
    await rig.clock.advance(1000)
    await vi.advanceTimersByTimeAsync(1000)
  }
  const { events } = await drained(rig)
  const recorded = events.filter(event => event.type === 'WindowLocation').length
  const dropped = droppedBy(events)
  const flood = dropped.flood?.WindowLocation ?? 0
  expect(events.filter(event => event.type === 'Window')).toHaveLength(60)
  expect(dropped.frame_gap?.unknown).toBeGreaterThan(0)
  expect(recorded + flood + (dropped.frame_gap?.unknown ?? 0)).toBe(60 * 40 * 10)
})
