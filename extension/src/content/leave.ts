import { listen, listenTo } from './listen.ts'
import { visibilityOf } from './natives.ts'

/** Calls back when the user leaves an address: the page hides, or its address changes in place. */
export function onLeave(action: () => void, signal: AbortSignal): void {
  listen(['pagehide', 'popstate', 'hashchange'], action, signal)
  listen('visibilitychange', () => visibilityOf(document) === 'hidden' && action(), signal)
  const { navigation } = globalThis as { navigation?: EventTarget }
  if (navigation) listenTo(navigation, 'currententrychange', { handler: action, signal })
}
