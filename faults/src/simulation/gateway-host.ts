import type { GatewayAnswer, GatewayRequest } from '@weaklayer/extension/testing'
import type { GatewayConfig } from '@weaklayer/wire'
import { createDisk, type Disk } from './disk.ts'
import { type GatewayEnd, type GatewayLife, startLife } from './gateway-life.ts'
import { createMachine } from './machine.ts'
import { createOpenRequests, reset } from './open-requests.ts'
import { type CrashPoint, newProcess } from './process.ts'
import type { Surroundings } from './surroundings.ts'

/** One machine with a gateway that is started again whenever it ends. */
export interface GatewayHost {
  readonly name: string
  readonly disk: Disk
  /** Answers a request; a failure where nobody listens, or when the gateway dies over it. */
  ask(request: GatewayRequest, cutAfter?: number): Promise<GatewayAnswer>
  /** Undefined takes a planned crash back. */
  crashAt(point: CrashPoint | undefined, end: GatewayEnd): void
  crash(end: GatewayEnd): void
  /** Stops as on SIGTERM, and starts again. */
  restart(): void
  /** Starts again with another configuration, if it is another. */
  configure(config: GatewayConfig): void
  /** Stops as on SIGTERM, for good. */
  stop(): void
  isUp(): boolean
}

export interface HostOptions extends Surroundings {
  name: string
  config: GatewayConfig
  /** Its clock moves in steps of this. */
  coarseMs: number
  /** An answer of the gateway, before it is on its way. */
  answers(request: GatewayRequest, answer: GatewayAnswer): void
}

export function createGatewayHost(options: HostOptions): GatewayHost {
  const { name, scheduler, dice, trace, counts } = options
  const supervisor = newProcess(`${name} supervisor`, scheduler)
  const disk = createDisk(scheduler.nowMs, '/data')
  const requests = createOpenRequests(options.answers)
  let runs = 0
  let boots = 1
  let isOver = false
  let { config } = options
  let running: GatewayLife | undefined

  const failed = (what: string) => {
    counts.add(`disk.${what}`)
    trace.note(name, `system call fails: ${what}`)
  }
  const start = () => {
    runs += 1
    const process = newProcess(`${name}#${runs}`, scheduler, 'gateway')
    const bootId = `boot-${boots}`
    process.machine = createMachine({ process, disk, dice, bootId, incarnation: runs, failed })
    running = startLife({ ...options, process, config, ended })
  }
  const ended = (life: GatewayLife, end: GatewayEnd) => {
    if (running !== life) return
    running = undefined
    trace.note(name, `is down (${end})`)
    requests.cutOff()
    if (end === 'power') {
      boots += 1
      disk.losePower(dice)
    }
    if (!isOver) scheduler.after(supervisor, dice.between(100, 3000), start)
  }
  const host: GatewayHost = {
    name,
    disk,
    isUp: () => running?.process.listener !== undefined,
    ask(request, cutAfter) {
      const process = running?.process
      if (process?.listener === undefined) return Promise.resolve(reset)
      return requests.ask(process, request, cutAfter)
    },
    crashAt(point, end) {
      if (running !== undefined) planCrash(running, point, end)
    },
    crash: end => running?.crash(end),
    restart: () => running?.stop(),
    configure(next) {
      if (next === config) return
      config = next
      host.restart()
    },
    stop() {
      isOver = true
      running?.stop()
    },
  }
  start()
  return host
}

function planCrash(life: GatewayLife, point: CrashPoint | undefined, end: GatewayEnd): void {
  life.end = end
  if (point === undefined) delete life.process.crashPoint
  else life.process.crashPoint = point
}
