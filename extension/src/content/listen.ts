type Handler = (event: Event) => unknown

interface Listener {
  target: EventTarget
  type: string
  handler: Handler
  signal: AbortSignal
}

interface ListenOptions {
  handler: Handler
  signal: AbortSignal
  /** Hears what scripts make as well. @default false */
  untrusted?: boolean
}

const listeners = new Set<Listener>()
const { addEventListener } = EventTarget.prototype

/** Hears what the browser itself says, before the page does; never an event that a script made. Ends with the signal. */
export function listen(types: string | string[], handler: Handler, signal: AbortSignal): void {
  for (const type of [types].flat()) listenTo(window, type, { handler, signal })
}

/** The same on another target than the window. */
export function listenTo(
  target: EventTarget,
  type: string,
  { handler, signal, untrusted = false }: ListenOptions,
): void {
  const trusted = (event: Event) => event.isTrusted && handler(event)
  const listener = { target, type, handler: untrusted ? handler : trusted, signal }
  // Only the window and the document lose their listeners to `document.open()`.
  if (target === window) {
    listeners.add(listener)
    signal.addEventListener('abort', () => listeners.delete(listener), { once: true })
  }
  add(listener)
}

/** Adds every listener again; those that are still there stay as they are. */
export function renewListeners(): void {
  for (const listener of listeners) add(listener)
}

function add({ target, type, handler, signal }: Listener): void {
  addEventListener.call(target, type, handler, { capture: true, passive: true, signal })
}
