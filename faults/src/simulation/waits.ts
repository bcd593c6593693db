import type { GatewayAnswer } from '@weaklayer/extension/testing'

/** How long each browser was told to wait. */
export interface Waits {
  answered(browser: string, answer: GatewayAnswer): void
  /** The browser's sensor remembered what came of the last answer: from here on it is held to it. */
  stored(browser: string): void
  /** What its sensor heard may not have been remembered: it is not held to it. */
  unheard(browser: string): void
  isToWait(browser: string): boolean
  forget(browser: string): void
}

const mostMs = 3_600_000

export function createWaits(nowMs: () => number): Waits {
  const heard = new Map<string, number>()
  const until = new Map<string, number>()
  return {
    answered: (browser, answer) => void heard.set(browser, nowMs() + waitMs(answer)),
    stored(browser) {
      const atMs = heard.get(browser)
      if (atMs !== undefined) until.set(browser, atMs)
      heard.delete(browser)
    },
    unheard: browser => void heard.delete(browser),
    isToWait: browser => nowMs() < (until.get(browser) ?? 0),
    forget(browser) {
      heard.delete(browser)
      until.delete(browser)
    },
  }
}

function waitMs(answer: GatewayAnswer): number {
  if (answer.status === 'failed' || ![429, 503].includes(answer.http) || !answer.body.startsWith('{'))
    return 0
  return /^\d+$/.test(answer.retryAfter ?? '') ? Math.min(mostMs, Number(answer.retryAfter) * 1000) : 0
}
