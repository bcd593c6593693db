import type { GatewayAnswer, GatewayRequest } from '@weaklayer/extension/testing'
import { exchange } from './exchange.ts'
import type { Process } from './process.ts'

/** Requests that a gateway works on. */
export interface OpenRequests {
  /** Resolves with the answer, or with a failure when the gateway dies over it. */
  ask(process: Process, request: GatewayRequest, cutAfter?: number): Promise<GatewayAnswer>
  /** The gateway is gone. */
  cutOff(): void
}

export const reset: GatewayAnswer = { status: 'failed', reason: 'network' }

/** `answers` learns of an answer before it is on its way. */
export function createOpenRequests(
  answers: (request: GatewayRequest, answer: GatewayAnswer) => void,
): OpenRequests {
  const waiting = new Set<() => void>()
  return {
    ask(process, request, cutAfter) {
      const { promise, resolve } = Promise.withResolvers<GatewayAnswer>()
      const cut = () => resolve(reset)
      waiting.add(cut)
      void exchange(process, request, cutAfter).then(async answer => {
        if (!process.alive) return
        answers(request, answer)
        await process.scheduler.step({ process, name: 'answer', delayMs: 0, effect: () => resolve(answer) })
        waiting.delete(cut)
      })
      return promise
    },
    cutOff() {
      for (const cut of waiting) cut()
      waiting.clear()
    },
  }
}
