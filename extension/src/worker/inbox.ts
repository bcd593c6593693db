import type { PreparedMessage } from '../delivery/prepared-message.ts'
import type { Clock } from '../delivery/transport.ts'
import type { SenderFacts } from '../privacy/frame-source.ts'
import type { FrameMessage, FromFrame, ToFrame } from '../protocol.ts'
import { createInboxSpace } from './inbox-space.ts'

/** The worker's end of a port to a frame. */
export interface InboxPort {
  sender: SenderFacts
  send(message: ToFrame): void
  /** Ends the port: its frame keeps what is not acknowledged, and sends it again later over a new one. */
  close?(): void
}

export interface InboxOptions {
  clock: Clock
  prepare(frame: string, message: FrameMessage, sender: SenderFacts): Promise<PreparedMessage>
  /** Resolves when all of it is on disk. */
  record(messages: PreparedMessage[]): Promise<void>
  onFault(error: unknown): void
}

export interface Inbox {
  take(port: InboxPort, from: FromFrame): void
  /** Resolves when everything that was taken is recorded. */
  flush(): Promise<void>
}

interface Item {
  port: InboxPort
  frame: string
  message: FrameMessage
}

/** A group of messages is recorded after so long, or when there are so many. */
const groupMs = 100
const groupMessages = 64
/** Most that one transaction takes of those that wait already: a flood must not cost one for every few of them. */
const mostInGroup = 512
const retryMs = 2000

/** Collects messages of frames, records them in groups, and acknowledges what is recorded. */
export function createInbox(options: InboxOptions): Inbox {
  let waiting: Item[] = []
  let timer: (() => void) | undefined
  let working: Promise<void> | undefined
  let failed = false
  const space = createInboxSpace()
  const refused = new WeakSet<InboxPort>()

  const plan = (delayMs: number) => {
    timer ??= options.clock.after(delayMs, () => {
      timer = undefined
      void flush()
    })
  }
  const flush = (): Promise<void> => {
    timer?.()
    timer = undefined
    working ??= drain().finally(() => {
      working = undefined
    })
    return working
  }
  const drain = async () => {
    while (waiting.length > 0) {
      const group = waiting.slice(0, mostInGroup)
      failed = !(await recordGroup(options, group))
      if (failed) return plan(retryMs)
      waiting = waiting.slice(group.length)
      space.release(group.map(item => item.message))
    }
  }
  return {
    take(port, from) {
      if (refused.has(port)) return
      if (!space.take(from.messages)) {
        // What comes over this port later would leave a gap.
        if (port.close !== undefined) refused.add(port)
        port.close?.()
        return
      }
      waiting.push(...from.messages.map(message => ({ port, frame: from.frame, message })))
      // A journal that refuses is not asked again with each message that comes.
      if (waiting.length >= groupMessages && !failed) void flush()
      else if (waiting.length > 0) plan(groupMs)
    },
    flush,
  }
}

/** False when the group is not recorded: it stays, and the frames keep it too. */
async function recordGroup(options: InboxOptions, group: readonly Item[]): Promise<boolean> {
  try {
    const prepared = group.map(item => options.prepare(item.frame, item.message, item.port.sender))
    await options.record(await Promise.all(prepared))
  } catch (error) {
    options.onFault(error)
    return false
  }
  for (const [frame, last] of new Map(group.map(item => [item.frame, item]))) {
    const acked = Math.max(...group.filter(item => item.frame === frame).map(item => item.message.n))
    last.port.send({ acked })
  }
  return true
}
