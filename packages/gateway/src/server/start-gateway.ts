import type { Writable } from 'node:stream'
import type { GatewayConfig, VerifySignature } from '@weaklayer/wire'
import type { Logger } from 'pino'
import { createAdminControl } from '../admin/admin-control.ts'
import { createHealth } from '../admin/health.ts'
import { makeAdminApp, startAdmin } from '../admin/start-admin.ts'
import { systemClock } from '../clock.ts'
import { exampleSecretsOf } from '../config/example-secrets.ts'
import type { LoadedConfig } from '../config/load-gateway-config.ts'
import { resolvePaths } from '../config/resolve-paths.ts'
import { createLog } from '../log/create-log.ts'
import { addReading, createMetrics } from '../metrics/gateway-metrics.ts'
import { startError } from '../start-error.ts'
import { createWorkerDoor, type WorkerDoor } from '../workers/worker-door.ts'
import type { WorkerPlace } from '../workers/worker-place.ts'
import { createDrain } from './drain.ts'
import { type Opened, openApi, type Start } from './open-api.ts'

export interface GatewayOptions {
  /** What relative paths of the configuration start from. @default the working directory */
  baseDirectory?: string
  /** @default JSON lines on standard error */
  log?: Logger
  /** Milliseconds since 1970 UTC. @default Date.now */
  now?: () => number
  /** From 0 to below 1, for answers that spread out. @default Math.random */
  random?: () => number
  /** Mean delay of the event loop since the last call. @default measured */
  loopDelayMs?: () => number
  /** Of proofs. @default node:crypto, in the same turn */
  verifySignature?: VerifySignature
  /** Where the output `stdout` writes. @default standard output */
  stdout?: Writable
  /** Which of several processes of one gateway this is; it has no admin listener then. @default the only one */
  worker?: WorkerPlace
  /** A sync of a file failed: what the disk holds is unknown. @default logs it and ends the process with status 1 */
  onFatal?: (error: unknown) => void
}

export interface Gateway {
  url: string
  port: number
  /** Of the listener that sends browsers to https; absent where there is none. */
  redirectPort?: number
  redirectUrl?: string
  /** Where probes ask; absent where the admin listener is off. */
  adminUrl?: string
  adminPort?: number
  /** Of a worker: what it answers in place of an admin listener. */
  door?: WorkerDoor
  /** Takes over what changed in the configuration and in the files of its certificate; says in the log what it did. Never rejects. */
  reload(loaded: LoadedConfig): Promise<void>
  /** Says so to load balancers, stops accepting, finishes requests, then flushes and names the files. */
  close(): Promise<void>
  /** Closes within about a second; what was acknowledged is stored all the same. */
  hurry(): void
}

/**
 * Starts a gateway and resolves when it answers.
 * @throws StartError with one of the codes of start-error.ts
 */
export async function startGateway(given: GatewayConfig, options: GatewayOptions = {}): Promise<Gateway> {
  const baseDirectory = options.baseDirectory ?? process.cwd()
  const config = resolvePaths(given, baseDirectory)
  refuseExampleSecrets(config)
  const clock = systemClock(options.now)
  const log = options.log ?? logOf(config, options.worker)
  const health = createHealth(clock)
  const opened: Opened = { closers: [] }
  const metrics = createMetrics()
  addReading(metrics, {
    name: 'weaklayer_ready',
    help: '1 while the gateway should get traffic.',
    read: () => (health.unreadiness().length === 0 ? 1 : 0),
    together: 'min',
  })
  const start: Start = {
    config,
    options: { ...options, baseDirectory },
    clock,
    log,
    health,
    metrics,
    control: createAdminControl(),
    opened,
  }
  try {
    return await open(start)
  } catch (error) {
    await closeAll(opened)
    throw error
  }
}

/** The admin listener comes first and goes last: probes see the whole of a start and of a stop. */
async function open(start: Start): Promise<Gateway> {
  const { config, clock, log, health, opened } = start
  const { worker } = start.options
  const door = worker && createWorkerDoor(await makeAdminApp(start), start.metrics)
  const admin = worker === undefined ? await startAdmin(config, start) : undefined
  if (admin !== undefined) opened.closers.push(admin.close)
  const drain = createDrain({ clock, health, graceMs: config.drain.grace / 1000 })
  const { listener, redirect, reload } = await openApi(start, drain)
  health.started()
  const others = { ...(redirect && { redirectUrl: redirect.url }), ...(admin && { adminUrl: admin.url }) }
  const facts = { url: listener.url, ...others }
  if (worker === undefined) log.info(facts, 'the gateway listens')
  else log.info({ ...facts, pid: process.pid }, 'a worker listens')
  const stop = async () => {
    await drain.start()
    await closeAll(opened)
    log.info('the gateway stopped; everything that it acknowledged is stored')
  }
  let stopped: Promise<void> | undefined
  const close = () => (stopped ??= stop())
  return {
    url: listener.url,
    port: listener.port,
    ...(redirect && { redirectPort: redirect.port, redirectUrl: redirect.url }),
    ...(door && { door }),
    ...(admin && { adminUrl: admin.url, adminPort: admin.port }),
    reload: loaded => reload(absolute(loaded, start.options.baseDirectory)),
    close,
    hurry() {
      drain.hurry()
      listener.hurry()
      void close()
    },
  }
}

function logOf(config: GatewayConfig, worker: WorkerPlace | undefined): Logger {
  const log = createLog(config.log.level)
  return worker === undefined ? log : log.child({ worker: worker.number })
}

function absolute(loaded: LoadedConfig, baseDirectory: string): LoadedConfig {
  if (loaded.status === 'invalid') return loaded
  return { ...loaded, config: resolvePaths(loaded.config, baseDirectory) }
}

async function closeAll({ closers }: Opened): Promise<void> {
  for (const close of closers.toReversed()) await close()
}

function refuseExampleSecrets(config: GatewayConfig): void {
  const paths = exampleSecretsOf(config)
  if (paths.length === 0) return
  throw startError(
    'EXAMPLE_SECRET',
    `public example values of the docs at ${paths.join(', ')}, and the gateway is not on loopback alone`,
  )
}
