import type { Health } from '../admin/health.ts'
import type { Clock } from '../clock.ts'

/** The first part of a stop: nothing new should come, and what comes is served. */
export interface Drain {
  /** Says that the gateway is not ready, and resolves when load balancers had the time to see it. */
  start(): Promise<void>
  /** Ends the wait; from now on what comes is sent away. */
  hurry(): void
  isDraining(): boolean
  isHurried(): boolean
}

export interface DrainOptions {
  clock: Clock
  health: Health
  graceMs: number
}

/**
 * Makes the drain. Requests of the grace are served, each answer with `Connection: close`: closing an idle connection
 * instead could meet a request on its way, which a load balancer may not send twice.
 */
export function createDrain({ clock, health, graceMs }: DrainOptions): Drain {
  let draining = false
  let hurried = false
  let endGrace: (() => void) | undefined
  return {
    isDraining: () => draining,
    isHurried: () => hurried,
    async start() {
      draining = true
      const isSeen = health.isWatched()
      health.draining()
      if (graceMs === 0 || hurried || !isSeen) return
      await new Promise<void>(resolve => {
        endGrace = resolve
        clock.after(graceMs, resolve)
      })
    },
    hurry() {
      hurried = true
      endGrace?.()
    },
  }
}
