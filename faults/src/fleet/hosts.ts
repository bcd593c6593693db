import { Worker } from 'node:worker_threads'
import type { FromHost, GatewayAnswer, HostStart, Order, OrderResult, ToHost } from './host-messages.ts'

type HostRequest = Extract<FromHost, { is: 'request' }> & { host: number }

/** The threads that run the sensors. */
export interface Hosts {
  /** All of them compute until everything waits, as far ahead as the network's time and the limit allow. */
  settle(nowMs: number, limitMs: number): Promise<void>
  /** Tells them the time while requests are with the gateway. */
  tick(nowMs: number, limitMs: number): void
  answer(request: HostRequest, atMs: number, answer: GatewayAnswer): void
  order(order: Order, nowMs: number): Promise<OrderResult[]>
  /** When the next thing happens to any sensor; known after settling, infinite for never. */
  nextMs(): number
  close(): Promise<void>
}

export interface HostsOptions {
  starts: readonly HostStart[]
  /** A sensor sends; its time has not come yet, or just now. */
  requested(request: HostRequest): void
  /** A sensor got the acknowledgement that it waited for. */
  acknowledged(waitMs: number): void
}

interface Host {
  worker: Worker
  nextMs: number
  /** Something happened to it since it settled. */
  stirred: boolean
  settled?: () => void
  done?: (result: OrderResult) => void
  /** Told when the thread fails: who waits for it must not wait for ever. */
  failed?: (error: unknown) => void
}

/** A thread's share of the memory: ten thousand sensors with full queues take some gigabytes. */
const resourceLimits = { maxOldGenerationSizeMb: 8192, maxYoungGenerationSizeMb: 128 }

export function startHosts({ starts, requested, acknowledged }: HostsOptions): Hosts {
  const hosts = starts.map((start, index) => {
    const host = startHost(start)
    host.worker.on('message', (message: FromHost) => {
      if (message.is === 'request') requested({ ...message, host: index })
      else hear(host, message, acknowledged)
    })
    return host
  })
  return {
    async settle(nowMs, limitMs) {
      await Promise.all(hosts.filter(isDue(nowMs)).map(host => settleOne(host, nowMs, limitMs)))
    },
    tick(nowMs, limitMs) {
      for (const host of hosts) {
        host.stirred = true
        post(host, { is: 'tick', nowMs, limitMs })
      }
    },
    answer({ host: index, id }, atMs, answer) {
      const host = hosts[index] as Host
      host.stirred = true
      post(host, { is: 'answer', id, atMs, answer })
    },
    order: (order, nowMs) =>
      Promise.all(
        hosts.map(host => {
          const { promise, resolve, reject } = Promise.withResolvers<OrderResult>()
          Object.assign(host, { stirred: true, done: resolve, failed: reject })
          post(host, { is: 'order', order, nowMs })
          return promise
        }),
      ),
    nextMs: () => Math.min(...hosts.map(host => host.nextMs)),
    async close() {
      await Promise.all(hosts.map(host => host.worker.terminate()))
    },
  }
}

function startHost(start: HostStart): Host {
  const worker = new Worker(new URL('./host.ts', import.meta.url), { workerData: start, resourceLimits })
  const host: Host = { worker, nextMs: Number.POSITIVE_INFINITY, stirred: true }
  worker.on('error', error => host.failed?.(error))
  return host
}

function hear(
  host: Host,
  message: Exclude<FromHost, { is: 'request' }>,
  acknowledged: (waitMs: number) => void,
) {
  switch (message.is) {
    case 'settled':
      host.nextMs = message.nextMs
      return host.settled?.()
    case 'done':
      return host.done?.(message.result)
    case 'acknowledged':
      return acknowledged(message.waitMs)
  }
}

function post(host: Host, message: ToHost): void {
  host.worker.postMessage(message)
}

/** Hosts compute ahead only when their next time comes near: to ask all of them each time would cost more. */
const nearMs = 5000

function isDue(nowMs: number): (host: Host) => boolean {
  return host => host.stirred || host.nextMs <= nowMs + nearMs
}

function settleOne(host: Host, nowMs: number, limitMs: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  Object.assign(host, { stirred: false, settled: resolve, failed: reject })
  post(host, { is: 'settle', nowMs, limitMs })
  return promise
}
