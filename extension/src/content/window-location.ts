import type { Emit } from './emit.ts'
import { listen, listenTo } from './listen.ts'

/** Longer addresses (`data:` documents, mostly) are cut; no address field of an event may be longer than 8 KiB. */
const maxHrefLength = 16_384

/** Reports the frame's address at its start, at every change, and when it comes back from the back/forward cache; gives a check for other occasions. */
export function startWindowLocation(emit: Emit, signal: AbortSignal): () => void {
  let reported: string | undefined
  const report = () => {
    reported = location.href
    emit({ kind: 'WindowLocation', href: reported.slice(0, maxHrefLength) })
  }
  const check = () => {
    if (location.href !== reported) report()
  }
  report()
  listen('pageshow', event => ((event as PageTransitionEvent).persisted ? report() : check()), signal)
  listen(['hashchange', 'popstate'], check, signal)
  const { navigation } = globalThis as { navigation?: EventTarget }
  if (navigation) listenTo(navigation, 'currententrychange', { handler: check, signal })
  // Without the Navigation API nothing tells of pushState: the next thing that the user does shows it.
  else listen(['click', 'keydown', 'focusin'], check, signal)
  return check
}
