import { gzipSync } from 'node:zlib'
import { fetchTransport, type SensorPorts } from '@weaklayer/extension/testing'
import type { SkippingClock } from './skipping-clock.ts'

/** One life of a worker. */
export interface Life {
  alive: boolean
  ended: Promise<undefined>
  end(): void
}

type Transport = SensorPorts['transport']

/** What a dead worker sends reaches nobody, and no answer reaches it. */
export function livingTransport(life: Life, answers: Map<string, number>): Transport {
  const { promise: never } = Promise.withResolvers<Awaited<ReturnType<Transport['send']>>>()
  return {
    async send(request) {
      if (!life.alive) return await never
      const answer = await fetchTransport.send(request)
      const outcome = answer.status === 'answered' ? String(answer.http) : answer.reason
      answers.set(outcome, (answers.get(outcome) ?? 0) + 1)
      return life.alive ? answer : await never
    },
  }
}

export function livingClock(life: Life, clock: SkippingClock): SensorPorts['clock'] {
  return {
    nowMs: clock.nowMs,
    after: (delayMs, run) => clock.after(delayMs, () => (life.alive ? run() : undefined)),
  }
}

/** What a worker finds around it and no fault touches. */
export const surroundings = {
  gzip: async (text: string) => new Uint8Array(gzipSync(text)),
  // A worker here stops only when a test stops it, and then starts it again: nothing has to wake it.
  alarms: { setOnce: nothing, clear: nothing, ensureRepeating: async () => undefined },
  requestErrors: { watch: () => ({ error: async () => undefined, stop: nothing }) },
  browserFacts: async () => ({
    browser: 'Chrome/1',
    os: 'linux',
    incognitoAllowed: false,
    fileAccess: true,
    hostAccess: true,
  }),
  development: null,
  version: '0.1.0',
} satisfies Partial<SensorPorts>

export function areaOf(values: Map<string, unknown>): SensorPorts['local'] {
  return {
    get: async key => values.get(key),
    set: async (key, value) => void values.set(key, value),
  }
}

function nothing(): void {
  // Nothing to do.
}
