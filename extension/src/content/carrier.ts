import type { FromFrame } from '../protocol.ts'
import type { FramePort } from './extension-api.ts'

export interface CarrierOptions {
  /** Opens a port; throws when the extension is gone. */
  connect(): FramePort
  onAck(upTo: number): void
  /** The worker died, or the page was in the back/forward cache. */
  onLost(): void
  /** The extension was updated, disabled or removed. */
  onGone(): void
}

export interface Carrier {
  send(message: FromFrame): void
  close(): void
}

/** A port to the worker that is opened when there is something to send. */
export function createCarrier({ connect, onAck, onLost, onGone }: CarrierOptions): Carrier {
  let port: FramePort | undefined
  const lost = (which: FramePort) => {
    if (port !== which) return
    port = undefined
    onLost()
  }
  const open = () => {
    const opened = connect()
    opened.onMessage.addListener(({ acked }) => onAck(acked))
    opened.onDisconnect.addListener(() => lost(opened))
    port = opened
  }
  return {
    send(message) {
      if (port === undefined && !attempt(open)) return onGone()
      const used = port
      if (used && !attempt(() => used.postMessage(message))) lost(used)
    },
    close() {
      const used = port
      port = undefined
      attempt(() => used?.disconnect())
    },
  }
}

/** A port whose other end or whose extension is gone may tell only by throwing. */
function attempt(action: () => void): boolean {
  try {
    action()
    return true
  } catch {
    return false
  }
}
