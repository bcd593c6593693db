import { startGateway } from '@weaklayer/gateway'
import { type GatewayConfig, verifyByWebCrypto } from '@weaklayer/wire'
import pino from 'pino'
import type { Process } from './process.ts'
import { currentProcess, runAs } from './process.ts'
import type { Surroundings } from './surroundings.ts'

/** How a gateway ends: its process alone, or the whole machine with what was not synced; or it was told to stop. */
export type GatewayEnd = 'kill' | 'power' | 'stop'

/** One run of a gateway. */
export interface GatewayLife {
  readonly process: Process
  /** What its planned crash does. */
  end: GatewayEnd
  crash(end: GatewayEnd): void
  /** Stops as on SIGTERM; not before it answers. */
  stop(): void
}

export interface GatewayLifeOptions extends Surroundings {
  name: string
  process: Process
  config: GatewayConfig
  /** Its clock moves in steps of this. */
  coarseMs: number
  ended(life: GatewayLife, end: GatewayEnd): void
}

/** Starts the gateway's own composition root as a simulated process. */
export function startLife(options: GatewayLifeOptions): GatewayLife {
  const { name, process, scheduler, counts, ended } = options
  let close: (() => Promise<void>) | undefined

  const die = (why: string) => {
    if (!process.alive) return
    scheduler.kill(process)
    counts.add(`gateway.${why}`)
    ended(life, 'kill')
  }
  const stopping = async () => {
    const closing = close
    close = undefined
    if (closing === undefined) return
    await closing()
    scheduler.kill(process)
    ended(life, 'stop')
  }
  const boot = async () => {
    try {
      const gateway = await startGateway(
        options.config,
        startOptions(options, () => die('fatal')),
      )
      options.trace.note(name, 'answers')
      close = () => gateway.close()
    } catch (error) {
      options.trace.note(name, `does not start: ${(error as Error).message}`)
      die('failed_start')
    }
  }
  const crash = (end: GatewayEnd) => {
    scheduler.kill(process)
    ended(life, end)
  }
  const stop = () => void runAs(process, stopping)
  const life: GatewayLife = { process, end: 'kill', crash, stop }
  process.onCrash = () => ended(life, life.end)
  void runAs(process, boot)
  return life
}

function startOptions({ scheduler, dice, coarseMs }: GatewayLifeOptions, onFatal: () => void) {
  return {
    baseDirectory: '/data',
    log,
    now: () => Math.floor(scheduler.nowMs() / coarseMs) * coarseMs,
    loopDelayMs: () => 0,
    random: dice.fraction,
    // Signatures are stood in for there.
    verifySignature: verifyByWebCrypto,
    onFatal,
  }
}

/** What gateways say goes into the trace, without what real time measures. */
const log = pino({ level: 'warn', timestamp: false, base: null }, { write: noteLine })

function noteLine(line: string): void {
  const { level: _, msg, ...facts } = JSON.parse(line)
  const { name, scheduler } = currentProcess()
  scheduler.trace.note(name, `${msg} ${JSON.stringify(facts)}`)
}
