import { isGone } from './extension-api.ts'

type Handler = (event: Event) => unknown

interface Listener {
  handler: Handler
  signal: AbortSignal
  /** Hears what scripts make as well. @default false */
  untrusted?: boolean
}

/** What the window hears, by type: one listener of the browser's serves all of ours, since each costs the page time. */
const heard = new Map<string, Listener[]>()
let whenGone = stopListening
const { addEventListener, removeEventListener } = EventTarget.prototype
const captured = { capture: true, passive: true }

/**
 * Hears what the browser itself says, before the page does; never an event that a script made. Ends with the signal.
 * Who begins to listen while an event is handed out hears that one too.
 */
export function listen(types: string | string[], handler: Handler, signal: AbortSignal): void {
  for (const type of [types].flat()) hear(type, { handler, signal })
}

/** The same on another target than the window, or for what scripts make. */
export function listenTo(target: EventTarget, type: string, listener: Listener): void {
  if (target === window) hear(type, listener)
  else {
    const { signal } = listener
    addEventListener.call(target, type, event => hand(listener, event), { ...captured, signal })
  }
}

function hear(type: string, listener: Listener): void {
  const listeners = heard.get(type) ?? []
  listeners.push(listener)
  if (listeners.length > 1) return
  heard.set(type, listeners)
  addEventListener.call(window, type, dispatch, captured)
}

/** Adds the window's listeners again; those that are still there stay as they are. */
export function renewListeners(): void {
  for (const type of heard.keys()) addEventListener.call(window, type, dispatch, captured)
}

/** What happens when a handler fails because the extension is gone. */
export function onGone(action: () => void): void {
  whenGone = action
}

/** Takes all of the window's listeners away. */
export function stopListening(): void {
  for (const type of heard.keys()) removeEventListener.call(window, type, dispatch, captured)
  heard.clear()
}

function dispatch(event: Event): void {
  for (const listener of heard.get(event.type) ?? []) hand(listener, event)
}

/** A source that fails must not silence the others. */
function hand({ handler, signal, untrusted = false }: Listener, event: Event): void {
  try {
    if (!signal.aborted && (untrusted || event.isTrusted)) handler(event)
  } catch (error) {
    if (isGone()) whenGone()
    else reportError(error)
  }
}
