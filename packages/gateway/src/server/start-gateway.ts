import type { Writable } from 'node:stream'
import type { GatewayConfig } from '@weaklayer/wire'
import type { Logger } from 'pino'
import { systemClock } from '../clock.ts'
import { exampleSecretsOf } from '../config/example-secrets.ts'
import { resolvePaths } from '../config/resolve-paths.ts'
import { watchRevocations } from '../identity/watch-revocations.ts'
import { createLog } from '../log/create-log.ts'
import { startError, systemCode } from '../start-error.ts'
import { createApp } from './create-app.ts'
import { createParts } from './create-parts.ts'
import { listen } from './listen.ts'
import { loadTls } from './load-tls.ts'
import { openStorage } from './open-storage.ts'
import type { Storage } from './storage.ts'

export interface GatewayOptions {
  /** What relative paths of the configuration start from. @default the working directory */
  baseDirectory?: string
  /** @default JSON lines on standard error */
  log?: Logger
  /** Milliseconds since 1970 UTC. @default Date.now */
  now?: () => number
  /** From 0 to below 1, for answers that spread out. @default Math.random */
  random?: () => number
  /** Where the output `stdout` writes. @default standard output */
  stdout?: Writable
  /** A sync of a file failed: what the disk holds is unknown. @default logs it and ends the process with status 1 */
  onFatal?: (error: unknown) => void
}

export interface Gateway {
  url: string
  port: number
  /** Stops accepting, finishes requests, then flushes and names the files. */
  close(): Promise<void>
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
  const { api, revocation } = config.sensor
  const tls = api.https === undefined ? undefined : await loadTls(api.https, clock.nowMs(), log)
  const revocations = await watchRevocations(
    { ...revocation, intervalMs: revocation.interval / 1000 },
    { clock, log },
  )
  let storage: Storage | undefined
  try {
    storage = await openStorage(config, {
      baseDirectory,
      clock,
      log,
      stdout: options.stdout ?? process.stdout,
      onFatal: options.onFatal ?? (error => endProcess(error, log)),
    })
    let draining = false
    const app = await createApp(
      createParts(config, {
        clock,
        log,
        random: options.random ?? Math.random,
        storage,
        revocations,
        isDraining: () => draining,
      }),
    )
    const listener = await listen((request, response) => app.routing(request, response), {
      api,
      limits: config.limits,
      tls,
    })
    log.info({ url: listener.url }, 'the gateway listens')
    const stop = async () => {
      draining = true
      await listener.close()
      await app.close()
      revocations.close()
      await storage?.close()
      log.info('the gateway stopped; everything that it acknowledged is stored')
    }
    let stopped: Promise<void> | undefined
    return { url: listener.url, port: listener.port, close: () => (stopped ??= stop()) }
  } catch (error) {
    revocations.close()
    await storage?.close()
    throw error
  }
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
