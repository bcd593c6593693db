import { renewListeners } from './listen.ts'

/**
 * Brings the listeners back after `document.open()` took them away; the address may have changed with them.
 * A mutation observer survives it.
 */
export function startDocumentOpen(onOpened: () => void, signal: AbortSignal): void {
  const observer = new MutationObserver(() => {
    renewListeners()
    onOpened()
  })
  observer.observe(document, { childList: true })
  signal.addEventListener('abort', () => observer.disconnect(), { once: true })
}
