import type { FrameReport } from '../protocol.ts'
import { startDocumentOpen } from './document-open.ts'
import type { Emit } from './emit.ts'
import { extensionApi, isGone } from './extension-api.ts'
import { onFirstUse } from './first-use.ts'
import { startFrameGate } from './frame-gate.ts'
import { startKeysInput } from './keys-input.ts'
import { leaveNow } from './leave.ts'
import { createLink } from './link.ts'
import { listen, onGone, stopListening } from './listen.ts'
import { isPrerendering } from './natives.ts'
import { createPasswords } from './passwords.ts'
import { startTextInput } from './text-input.ts'
import { startWindow } from './window.ts'
import { startWindowLocation } from './window-location.ts'

/** A frame that went from its first empty document to another one may keep its globals, and the script runs again. */
const globals = globalThis as { weaklayerFrame?: ThisFrame }

interface ThisFrame {
  document: Document
  controller: AbortController
  /** Called by platform/frames.ts before an update: resolves when the worker has all that this frame holds. */
  handOver?(): Promise<void>
}

const earlier = globals.weaklayerFrame
if (earlier?.document !== document || earlier.controller.signal.aborted) {
  earlier?.controller.abort()
  const controller = new AbortController()
  globals.weaklayerFrame = { document, controller }
  // A page that is loaded in advance may never be seen.
  if (isPrerendering())
    document.addEventListener('prerenderingchange', () => start(controller), { once: true })
  else start(controller)
}

function start(controller: AbortController): void {
  const { signal } = controller
  const stop = () => controller.abort()
  signal.addEventListener('abort', stopListening, { once: true })
  onGone(stop)
  const isTop = window === window.top
  const isHeld = !isTop || isEmptyTab()
  const link = createLink(
    {
      frame: randomHex(),
      connect: () => extensionApi.runtime.connect({ name: 'weaklayer-frame' }),
      nowMs: Date.now,
      held: isHeld,
      onGone: stop,
    },
    signal,
  )
  const { storage } = extensionApi
  const gate = isHeld ? startFrameGate({ storage, isTop, release: link.release, stop }, signal) : undefined
  const frame = globals.weaklayerFrame as ThisFrame
  frame.handOver = () => {
    leaveNow()
    stopOnceGone(stop)
    return link.handedOver()
  }
  const emit: Emit = Object.assign(
    (report: FrameReport) => {
      const n = link.emit(report)
      if (report.kind === 'WindowLocation') emit.location = n
      if (report.kind === 'TextInput') gate?.relevant()
      return n
    },
    { location: 0 },
  )
  startWindow(emit)
  const passwords = createPasswords(signal)
  passwords.watch(document)
  const startTyping = () => {
    startTextInput({ emit, passwords }, signal)
    startKeysInput(emit, signal)
  }
  onFirstUse(startTyping, signal)
  startDocumentOpen(startWindowLocation(emit, signal), signal)
  // The browser closes ports of pages in the back/forward cache.
  listen('pageshow', event => (event as PageTransitionEvent).persisted && link.reconnect(), signal)
}

/** Where Firefox begins each tab: nobody's document, unless somebody who may write to it opened it. */
function isEmptyTab(): boolean {
  return location.href === 'about:blank' && origin === 'null'
}

/** Nothing tells a frame that its extension was updated under it; what it hears from then on, it hears in vain. */
function stopOnceGone(stop: () => void, looks = 100): void {
  if (isGone()) stop()
  else if (looks > 0) setTimeout(stopOnceGone, 100, stop, looks - 1)
}

function randomHex(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8))
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}
