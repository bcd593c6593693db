import { listen } from './listen.ts'

/** Every way to begin with a page; typing, pasting and submitting come after one of these. */
const beginnings = ['focusin', 'keydown', 'click', 'beforeinput', 'drop']

/**
 * Calls back when the user does the first thing in a frame, and never in most frames. What the callback listens for
 * hears that first event too.
 */
export function onFirstUse(action: () => void, signal: AbortSignal): void {
  let begun = false
  const begin = () => {
    if (begun) return
    begun = true
    action()
  }
  listen(beginnings, begin, signal)
}
