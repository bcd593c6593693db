import browser, { type Runtime } from 'webextension-polyfill'
import type { SenderFacts } from '../privacy/frame-source.ts'
import type { FramePortName, ToFrame } from '../protocol.ts'

/** One port to a frame, with what the browser says of that frame. */
interface FramePort {
  sender: SenderFacts
  send(message: ToFrame): void
  close(): void
}

export interface FramePortListener {
  message(port: FramePort, message: unknown): void
}

const portName: FramePortName = 'weaklayer-frame'

/** Takes ports of this extension's own frames; everybody else's are closed. */
export function onFramePort(listener: FramePortListener): void {
  browser.runtime.onConnect.addListener(port => {
    const sender = port.name === portName ? senderFacts(port.sender) : undefined
    if (sender === undefined) {
      port.disconnect()
      return
    }
    let open = true
    port.onDisconnect.addListener(() => {
      open = false
    })
    const framePort: FramePort = {
      sender,
      send: message => {
        if (open) port.postMessage(message)
      },
      close: () => {
        open = false
        port.disconnect()
      },
    }
    port.onMessage.addListener(message => listener.message(framePort, message))
  })
}

type Sender = Runtime.MessageSender & { origin?: string }

function senderFacts(sender: Sender | undefined): SenderFacts | undefined {
  if (sender?.id !== browser.runtime.id || sender.tab?.id === undefined || sender.url === undefined)
    return undefined
  return {
    tabId: sender.tab.id,
    frameId: sender.frameId ?? -1,
    url: sender.url,
    origin: sender.origin,
    tabUrl: sender.tab.url,
    incognito: sender.tab.incognito,
  }
}
