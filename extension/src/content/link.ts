import type { FrameReport } from '../protocol.ts'
import { type CarrierOptions, createCarrier } from './carrier.ts'
import { createOutbox } from './outbox.ts'

export interface LinkOptions extends Pick<CarrierOptions, 'connect' | 'onGone'> {
  /** 16 random hex digits. */
  frame: string
  nowMs(): number
  /** Keeps everything back until `release`. */
  held: boolean
}

export interface Link {
  emit(report: FrameReport): number
  release(): void
  /** Sends what is not acknowledged over a new port. */
  reconnect(): void
  /** Resolves when nothing waits for an acknowledgement any more; what is held back stays. */
  handedOver(): Promise<void>
}

const firstRetryMs = 100
/** 100 ms doubled ten times are under two minutes in all; after that the next report or page show tries again. */
const maxRetries = 10

/** The hand-over of a frame's reports: each is kept until the worker says that it is recorded. */
export function createLink({ frame, nowMs, ...options }: LinkOptions, signal: AbortSignal): Link {
  const outbox = createOutbox()
  let { held } = options
  let failures = 0
  const waiting: (() => void)[] = []
  let retry: ReturnType<typeof setTimeout> | undefined

  const carrier = createCarrier({
    ...options,
    onAck(upTo) {
      failures = 0
      outbox.acknowledge(upTo)
      if (outbox.size() === 0) for (const resolve of waiting.splice(0)) resolve()
    },
    onLost() {
      outbox.rewind()
      if (signal.aborted || outbox.size() === 0 || failures >= maxRetries) return
      clearTimeout(retry)
      retry = setTimeout(send, firstRetryMs * 2 ** failures)
      failures += 1
    },
  })
  const send = () => {
    const messages = signal.aborted || held ? [] : outbox.take()
    if (messages.length > 0) carrier.send({ frame, messages })
  }
  const plan = oncePerTask(send)

  signal.addEventListener('abort', () => {
    clearTimeout(retry)
    carrier.close()
  })
  return {
    emit(report) {
      const n = outbox.add(report, nowMs())
      plan()
      return n
    },
    release() {
      held = false
      plan()
    },
    reconnect() {
      carrier.close()
      outbox.rewind()
      plan()
    },
    handedOver: () =>
      new Promise(resolve => {
        if (held || outbox.size() === 0) resolve()
        else waiting.push(resolve)
      }),
  }
}

/** What one task emits goes out in one message. */
function oncePerTask(action: () => void): () => void {
  let planned = false
  return () => {
    if (planned) return
    planned = true
    queueMicrotask(() => {
      planned = false
      action()
    })
  }
}
