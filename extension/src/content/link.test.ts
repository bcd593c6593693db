import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { FromFrame, ToFrame } from '../protocol.ts'
import type { FramePort } from './extension-api.ts'
import { createLink } from './link.ts'

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => vi.useRealTimers())

class FakePort implements FramePort {
  readonly got: number[][] = []
  throws = false
  closed = false
  #onMessage: ((message: ToFrame) => void)[] = []
  #onDisconnect: (() => void)[] = []
  readonly onMessage = {
    addListener: (listener: (message: ToFrame) => void) => this.#onMessage.push(listener),
  }
  readonly onDisconnect = { addListener: (listener: () => void) => this.#onDisconnect.push(listener) }
  postMessage(message: FromFrame) {
    if (this.throws) throw new Error('Attempting to use a disconnected port object')
    this.got.push(message.messages.map(({ n }) => n))
  }
  disconnect() {
    this.closed = true
  }
  ack(acked: number) {
    for (const listener of this.#onMessage) listener({ acked })
  }
  die() {
    for (const listener of this.#onDisconnect) listener()
  }
}

function setUp({ held = false } = {}) {
  const ports: FakePort[] = []
  const controller = new AbortController()
  const state = { extensionGone: false, gone: 0 }
  const link = createLink(
    {
      frame: '0123456789abcdef',
      connect() {
        if (state.extensionGone) throw new Error('Extension context invalidated.')
        const port = new FakePort()
        ports.push(port)
        return port
      },
      nowMs: () => 1000,
      held,
      onGone() {
        state.gone += 1
        controller.abort()
      },
    },
    controller.signal,
  )
  return { link, ports, state, controller, emit: () => link.emit({ kind: 'Window' }) }
}

const microtasks = () => Promise.resolve()

test('opens no port before there is something to send, and sends what one task emits together', async () => {
  const { ports, emit } = setUp()
  expect(ports).toHaveLength(0)

  emit()
  emit()
  await microtasks()

  expect(ports.map(port => port.got)).toEqual([[[1, 2]]])
})

test('sends what was not acknowledged again when the worker died', async () => {
  const { ports, emit } = setUp()
  for (let count = 0; count < 3; count += 1) emit()
  await microtasks()
  ports[0]?.ack(2)

  ports[0]?.die()
  vi.advanceTimersByTime(100)

  expect(ports[1]?.got).toEqual([[3]])
})

test('sets no timer when the worker died and everything was acknowledged', async () => {
  const { ports, emit } = setUp()
  emit()
  await microtasks()
  ports[0]?.ack(1)

  ports[0]?.die()

  expect(vi.getTimerCount()).toBe(0)
  emit()
  await microtasks()
  expect(ports[1]?.got).toEqual([[2]])
})

test('waits longer after each failure and stops asking after ten', async () => {
  const { ports, emit } = setUp()
  emit()
  await microtasks()
  for (let failure = 0; failure < 10; failure += 1) {
    ports.at(-1)?.die()
    vi.advanceTimersByTime(100 * 2 ** failure - 1)
    expect(ports).toHaveLength(failure + 1)
    vi.advanceTimersByTime(1)
    expect(ports).toHaveLength(failure + 2)
  }

  ports.at(-1)?.die()

  expect(vi.getTimerCount()).toBe(0)
  emit()
  await microtasks()
  expect(ports.at(-1)?.got).toEqual([[1, 2]])
})

test('notices a port that died without saying so', async () => {
  const { ports, emit } = setUp()
  emit()
  await microtasks()
  if (ports[0]) ports[0].throws = true

  emit()
  await microtasks()
  vi.advanceTimersByTime(100)

  expect(ports[1]?.got).toEqual([[1, 2]])
})

test('keeps everything back until it is released', async () => {
  const { link, ports, emit } = setUp({ held: true })
  emit()
  await microtasks()
  expect(ports).toHaveLength(0)

  link.release()
  await microtasks()

  expect(ports[0]?.got).toEqual([[1]])
})

test('sends again over a new port when the page came back from the cache', async () => {
  const { link, ports, emit } = setUp()
  emit()
  await microtasks()

  link.reconnect()
  await microtasks()

  expect(ports[0]?.closed).toBe(true)
  expect(ports[1]?.got).toEqual([[1]])
})

test('ends everything silently when the extension is gone', async () => {
  const { state, emit } = setUp()
  state.extensionGone = true

  emit()
  await microtasks()
  emit()
  await microtasks()

  expect(state.gone).toBe(1)
  expect(vi.getTimerCount()).toBe(0)
})

test('an aborted link closes its port, drops its retry and sends nothing more', async () => {
  const { ports, emit, controller } = setUp()
  emit()
  await microtasks()
  ports[0]?.die()

  controller.abort()
  emit()
  await microtasks()

  expect(vi.getTimerCount()).toBe(0)
  expect(ports).toHaveLength(1)
})

test('is handed over once the last report is acknowledged', async () => {
  const { link, ports, emit } = setUp()
  let handedOver = false
  emit()
  emit()
  await microtasks()
  const waiting = link.handedOver().then(() => {
    handedOver = true
  })
  ports[0]?.ack(1)
  await microtasks()
  expect(handedOver).toBe(false)
  ports[0]?.ack(2)
  await waiting
  expect(handedOver).toBe(true)
})

test.each([
  { name: 'nothing was reported', held: false, reports: 0 },
  { name: 'what it has is held back', held: true, reports: 2 },
])('has nothing to hand over where $name', async ({ held, reports }) => {
  const { link, emit } = setUp({ held })
  for (let made = 0; made < reports; made++) emit()
  await link.handedOver()
})
