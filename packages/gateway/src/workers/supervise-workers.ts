import cluster from 'node:cluster'
import type { Writable } from 'node:stream'
import type { GatewayConfig } from '@weaklayer/wire'
import type { Logger } from 'pino'
import { createLog } from '../log/create-log.ts'
import { type Listener, listen } from '../server/listen.ts'
import type { Refusal, WorkerUrls } from './messages.ts'
import { type Beginning, linkWorker } from './worker-link.ts'
import { createWorkerSlot, type WorkerSlot } from './worker-slot.ts'
import { createWorkersAdmin } from './workers-admin.ts'

interface SuperviseOptions {
  /** How many workers. */
  count: number
  /** @default JSON lines on standard error */
  log?: Logger
  /** Where the output `stdout` of all workers writes. @default standard output */
  stdout?: Writable
}

/** Several processes that share one port. */
export interface SupervisedWorkers {
  /** Has every worker read the configuration again. */
  reload(): void
  /** Stops all as one gateway stops; says whether all ended in order. */
  close(): Promise<boolean>
  /** Closes within about a second. */
  hurry(): void
}

/**
 * Runs the program that runs now in several worker processes, and resolves when all of them serve. This process reads no byte of a
 * sensor and writes no event: it hands connections to workers that are free, replaces those that die, and answers at the admin
 * listener for all.
 * @throws StartError of the first worker that does not start; the others are ended then
 */
export async function superviseWorkers(
  config: GatewayConfig,
  { count, log = createLog(config.log.level), stdout = process.stdout }: SuperviseOptions,
): Promise<SupervisedWorkers> {
  // Workers that accept by themselves do so unevenly: one took 61 of 64 connections.
  cluster.schedulingPolicy = cluster.SCHED_RR
  cluster.setupPrimary({ serialization: 'advanced' })
  const slots: WorkerSlot[] = []
  let isStarted = false
  const admin = createWorkersAdmin({ slots: () => slots, isStarted: () => isStarted })
  // Without a listener a closed pipe would end the process; each write gets its own error anyway.
  stdout.on('error', () => undefined)
  const listener = await openAdmin(config, admin.handle)
  for (let number = 1; number <= count; number++) {
    const start = () => linkWorker(cluster.fork(), { number, of: count }, stdout)
    slots.push(createWorkerSlot({ number, start, log, onDeath: admin.buried }))
  }
  const beginnings = await allOrFirstFailure(slots)
  if (beginnings.status === 'failed') {
    await Promise.all(slots.map(slot => slot.kill()))
    await listener?.close()
    throw asError(beginnings.refusal)
  }
  isStarted = true
  const adminUrl = listener && { adminUrl: listener.url }
  log.info({ ...beginnings.urls, ...adminUrl, workers: count }, 'the gateway listens')
  return {
    reload() {
      for (const slot of slots) slot.serving()?.signal('SIGHUP')
    },
    hurry() {
      for (const slot of slots) slot.hurry()
    },
    async close() {
      const isClean = (await Promise.all(slots.map(slot => slot.stop()))).every(Boolean)
      await listener?.close()
      const message = 'the gateway stopped; everything that it acknowledged is stored'
      log.info({ workers: count }, message)
      return isClean
    },
  }
}

/** Probes and scrapers, not sensors. */
const mostConnections = 100
/** What probes wait for anyway. */
const timeoutMs = 2000

async function openAdmin(
  { admin, limits }: GatewayConfig,
  handle: Parameters<typeof listen>[0],
): Promise<Listener | undefined> {
  if (!admin.enabled) return undefined
  return await listen(handle, {
    key: 'admin',
    address: admin,
    limits: { ...limits, connections: mostConnections },
    tls: undefined,
    drainMs: timeoutMs,
  })
}

type Beginnings = { status: 'all'; urls: WorkerUrls } | { status: 'failed'; refusal: Refusal }

async function allOrFirstFailure(slots: readonly WorkerSlot[]): Promise<Beginnings> {
  const failed = Promise.withResolvers<Beginnings>()
  const all = Promise.all(
    slots.map(async ({ number, first }) => {
      const beginning = await first
      const refusal = refusalOf(beginning, number)
      if (refusal !== undefined) failed.resolve({ status: 'failed', refusal })
      return beginning
    }),
  )
  const done = all.then((beginnings): Beginnings | Promise<Beginnings> => {
    const [one] = beginnings.flatMap(each => (each.status === 'listens' ? each.urls : []))
    const isWhole = beginnings.every(({ status }) => status === 'listens')
    return isWhole && one !== undefined ? { status: 'all', urls: one } : failed.promise
  })
  return await Promise.race([failed.promise, done])
}

function refusalOf(beginning: Beginning, number: number): Refusal | undefined {
  if (beginning.status === 'listens') return undefined
  if (beginning.status === 'refused') return beginning.refusal
  return {
    code: 'WORKER_DIED',
    message: `worker ${number} ended before it listened`,
    todo: 'Its last lines of the log say why; without any, the system ended it, for example for want of memory.',
  }
}

function asError({ message, ...parts }: Refusal): Error {
  return Object.assign(new Error(message), parts)
}
