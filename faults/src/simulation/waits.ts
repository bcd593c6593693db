import type { GatewayAnswer } from '@weaklayer/extension/testing'

/** How long each browser was told to wait. */
export interface Waits {
  answered(browser: string, answer: GatewayAnswer): void
  isToWait(browser: string): boolean
  forget(browser: string): void
}

const mostMs = 3_600_000

export function createWaits(nowMs: () => number): Waits {
  const until = new Map<string, number>()
  return {
    answered(browser, answer) {
      if (answer.status === 'failed' || ![429, 503].includes(answer.http) || !answer.body.startsWith('{'))
        return
      const waitMs = /^\d+$/.test(answer.retryAfter ?? '') ? Number(answer.retryAfter) * 1000 : 0
      until.set(browser, nowMs() + Math.min(mostMs, waitMs))
    },
    isToWait: browser => nowMs() < (until.get(browser) ?? 0),
    forget: browser => void until.delete(browser),
  }
}
