import { listen, listenTo } from './listen.ts'
import { visibilityOf } from './natives.ts'

const leaving = new Set<() => void>()

/** As if the user left the address now. */
export function leaveNow(): void {
  for (const action of leaving) action()
}

/** Calls back when the user leaves an address: the page hides, or its address changes in place. */
export function onLeave(action: () => void, signal: AbortSignal): void {
  leaving.add(action)
  listen(['pagehide', 'popstate', 'hashchange'], action, signal)
  listen('visibilitychange', () => visibilityOf(document) === 'hidden' && action(), signal)
  const { navigation } = globalThis as { navigation?: EventTarget }
  if (navigation) listenTo(navigation, 'currententrychange', { handler: action, signal })
}
