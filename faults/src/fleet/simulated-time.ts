import { setTimeout as delay } from 'node:timers/promises'
import type { Hosts } from './hosts.ts'
import { turn } from './machines.ts'
import type { NetworkClock } from './network-clock.ts'
import type { Requests } from './requests.ts'

interface PassOptions {
  atMs?: number
  isOver?: () => boolean
  /** No gateway is there: what one request meets says nothing about the next, so many of them may be tried side by side. */
  nobodyAnswers?: boolean
}

export interface SimulatedTime {
  /** Lets time pass up to a moment, or until it is over, whatever comes first. */
  pass(until: PassOptions): Promise<void>
}

interface Parts {
  clock: NetworkClock
  hosts: Hosts
  requests: Requests
}

/** Tries that nobody answers are made side by side when their times are so close. */
const sideBySideMs = 2000
/** A refused connection is known within so many turns of the event loop: sleeping would cost more than that. */
const watchfulTurns = 30
const tickMs = 500

/**
 * The fleet's time. Sensors meet only in the network, so each of them computes ahead of it until it waits for an answer.
 * While requests are with the gateway, the network's time goes like real time; else it stands still until all that can be
 * computed ahead is computed, and jumps to the next request.
 */
export function createSimulatedTime({ clock, hosts, requests }: Parts): SimulatedTime {
  const untilAnswered = async (limitMs: number, aheadMs: number) => {
    clock.go()
    requests.advance(aheadMs)
    let toldMs = clock.nowMs()
    for (let turns = 0; requests.inFlight() > 0; turns++) {
      await (turns < watchfulTurns ? turn() : delay(1))
      requests.advance(aheadMs)
      if (clock.nowMs() < toldMs + tickMs) continue
      toldMs = clock.nowMs()
      hosts.tick(toldMs, limitMs)
    }
    clock.stop()
  }
  /** False when nothing more happens up to the limit. */
  const jumpOn = (endMs: number) => {
    const nextMs = Math.min(hosts.nextMs(), requests.nextMs())
    const toMs = Math.min(nextMs, endMs)
    if (toMs === Number.POSITIVE_INFINITY) throw new Error('nothing is left to happen, and it is not over')
    clock.jump(toMs)
    return nextMs <= endMs
  }
  return {
    async pass({ atMs: endMs = Number.POSITIVE_INFINITY, isOver = () => false, nobodyAnswers = false }) {
      const aheadMs = nobodyAnswers ? sideBySideMs : 0
      await hosts.settle(clock.nowMs(), endMs)
      while (!isOver() && jumpOn(endMs)) {
        await untilAnswered(endMs, aheadMs)
        await hosts.settle(clock.nowMs(), endMs)
      }
    },
  }
}
