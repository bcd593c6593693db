import type { Writable } from 'node:stream'
import type { GatewayConfig } from '@weaklayer/wire'
import type { Logger } from 'pino'
import { createHealth, type Health } from '../admin/health.ts'
import { observeStorage } from '../admin/observe-storage.ts'
import { startAdmin } from '../admin/start-admin.ts'
import { type Clock, systemClock } from '../clock.ts'
import { exampleSecretsOf } from '../config/example-secrets.ts'
import { resolvePaths } from '../config/resolve-paths.ts'
import { watchRevocations } from '../identity/watch-revocations.ts'
import { measureLoopDelay } from '../load/loop-delay.ts'
import { createLog } from '../log/create-log.ts'
import { startError, systemCode } from '../start-error.ts'
import { openUpdateFiles } from '../updates/update-files.ts'
import { createApp } from './create-app.ts'
import { createParts } from './create-parts.ts'
import { createDrain, type Drain } from './drain.ts'
import { type Listener, listen } from './listen.ts'
import { loadTls } from './load-tls.ts'
import { openStorage } from './open-storage.ts'

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
  /** Where the output `stdout` writes. @default standard output */
  stdout?: Writable
  /** A sync of a file failed: what the disk holds is unknown. @default logs it and ends the process with status 1 */
  onFatal?: (error: unknown) => void
}

export interface Gateway {
  url: string
  port: number
  /** Where probes ask; absent where the admin listener is off. */
  adminUrl?: string
  adminPort?: number
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
  const log = options.log ?? createLog(config.log.level)
  const health = createHealth(clock)
  const opened: Opened = { closers: [] }
  const start: Start = { config, options: { ...options, baseDirectory }, clock, log, health, opened }
  try {
    return await open(start)
  } catch (error) {
    await closeAll(opened)
    throw error
  }
}

/** What is open, to be closed in the opposite order. */
interface Opened {
  closers: (() => unknown)[]
}

interface Start {
  config: GatewayConfig
  options: GatewayOptions & { baseDirectory: string }
  clock: Clock
  log: Logger
  health: Health
  opened: Opened
}

/** The admin listener comes first and goes last: probes see the whole of a start and of a stop. */
async function open(start: Start): Promise<Gateway> {
  const { config, clock, log, health, opened } = start
  const admin = await startAdmin(config, health)
  if (admin !== undefined) opened.closers.push(admin.close)
  const drain = createDrain({ clock, health, graceMs: config.drain.grace / 1000 })
  const listener = await openApi(start, drain)
  health.started()
  log.info({ url: listener.url, ...(admin && { adminUrl: admin.url }) }, 'the gateway listens')
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
    ...(admin && { adminUrl: admin.url, adminPort: admin.port }),
    close,
    hurry() {
      drain.hurry()
      listener.hurry()
      void close()
    },
  }
}

async function openApi(
  { config, options, clock, log, health, opened }: Start,
  drain: Drain,
): Promise<Listener> {
  const { api, revocation } = config.sensor
  const tls = api.https === undefined ? undefined : await loadTls(api.https, clock.nowMs(), log)
  const source = { ...revocation, intervalMs: revocation.interval / 1000 }
  const revocations = await watchRevocations(source, { clock, log })
  opened.closers.push(revocations.close)
  const updates = config.updates && (await openUpdateFiles(config.updates.directory))
  const storage = await openStorage(config, {
    baseDirectory: options.baseDirectory,
    clock,
    log,
    stdout: options.stdout ?? process.stdout,
    onFatal: options.onFatal ?? (error => endProcess(error, log)),
  })
  opened.closers.push(storage.close)
  const parts = createParts(config, {
    clock,
    log,
    random: options.random ?? Math.random,
    loopDelayMs: options.loopDelayMs ?? measuredDelay(opened),
    storage: observeStorage(storage, health),
    updates,
    revocations,
    isDraining: drain.isDraining,
    isHurried: drain.isHurried,
  })
  const app = await createApp(parts)
  opened.closers.push(() => app.close())
  const listener = await listen((request, response) => app.routing(request, response), {
    key: 'sensor.api',
    address: api,
    limits: config.limits,
    tls,
    drainMs: config.drain.timeout / 1000,
  })
  opened.closers.push(listener.close)
  return listener
}

function measuredDelay({ closers }: Opened): () => number {
  const delay = measureLoopDelay()
  closers.push(delay.close)
  return delay.takeMs
}

async function closeAll({ closers }: Opened): Promise<void> {
  for (const close of closers.toReversed()) await close()
}

function refuseExampleSecrets(config: GatewayConfig): void {
  const paths = exampleSecretsOf(config)
  if (paths.length === 0) return
  throw startError(
    'EXAMPLE_SECRET',
    `public example values of the docs at ${paths.join(', ')}, and ${config.sensor.api.host} is not loopback`,
  )
}

function endProcess(error: unknown, log: Logger): void {
  log.fatal(
    { reason: systemCode(error) },
    'a sync of an event file failed; the gateway ends so that nothing false is acknowledged',
  )
  process.exit(1)
}
