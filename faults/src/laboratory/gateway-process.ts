import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Ending, type GroupProcess, startProcess } from './processes.ts'
import { attachStrace, onlyChildOf, type StraceOptions, straceStarting } from './strace.ts'

export interface GatewayProcess {
  /** Everything that it wrote on standard error. */
  log(): string
  /** Its own process, also below strace. */
  pid(): number
  /** SIGTERM; resolves to the exit status. */
  stop(): Promise<number | null>
  /** SIGKILL. */
  kill(): Promise<void>
  ended: Promise<Ending>
}

/** A gateway that may end before it listens. */
export interface LaunchedGateway extends GatewayProcess {
  /** Whether it came to listen; below strace then, if it is to be. */
  listening: Promise<boolean>
  /** What it reads its configuration from. */
  configFile: string
  /** What strace saw of the calls that it watches; empty without strace. */
  trace(): string
}

export interface LaunchOptions {
  strace?: StraceOptions
  /** @default the only process */
  workers?: number
}

type ConfigFile = object & { sensor: { api: { port: number } } }

const program = fileURLToPath(new URL('../../../packages/cli/bin/weaklayer.js', import.meta.url))
const listens = '"the gateway listens"'

/** Starts `weaklayer server` with a configuration and waits until it listens. */
export async function startGatewayProcess(directory: string, config: ConfigFile): Promise<GatewayProcess> {
  const gateway = launchGateway(directory, config)
  if (await gateway.listening) return gateway
  const { status } = await gateway.ended
  throw new Error(`The gateway ended with ${status}: ${gateway.log()}`)
}

/** Starts `weaklayer server`, below strace where faults are to be injected. */
export function launchGateway(
  directory: string,
  config: ConfigFile,
  { strace, workers }: LaunchOptions = {},
): LaunchedGateway {
  const id = crypto.randomUUID()
  const file = join(directory, `gateway-${id}.json`)
  const traceFile = join(directory, `trace-${id}.txt`)
  writeFileSync(file, JSON.stringify(config))
  if (strace !== undefined) writeFileSync(traceFile, '')
  const around = strace?.from === 'start' ? straceStarting(strace, traceFile) : []
  const together = workers === undefined ? [] : ['--workers', String(workers)]
  const command = [process.execPath, program, 'server', '--config', file, ...together]
  const [started = '', ...args] = [...around, ...command]
  // strace counts calls for each thread: with one thread for files the count is exact.
  const environment = strace === undefined ? {} : { UV_THREADPOOL_SIZE: '1' }
  const leader = startProcess(started, args, { environment })
  const pid = () => (around.length > 0 ? onlyChildOf(leader.pid) : leader.pid)
  const listening = untilListening(leader).then(async isListening => {
    if (isListening && strace?.from === 'listening') await attachStrace(strace, traceFile, leader.pid)
    return isListening
  })
  return {
    configFile: file,
    log: leader.log,
    ended: leader.ended,
    listening,
    pid,
    trace: () => (strace === undefined ? '' : readFileSync(traceFile, 'utf8')),
    async stop() {
      // strace keeps SIGTERM to itself.
      if (isRunning(leader)) process.kill(pid(), 'SIGTERM')
      return (await leader.ended).status
    },
    kill: leader.killGroup,
  }
}

function isRunning({ child }: GroupProcess): boolean {
  return child.exitCode === null && child.signalCode === null
}

const startLimitMs = 30_000

async function untilListening(leader: GroupProcess): Promise<boolean> {
  const ended = leader.ended.then(() => true)
  for (const deadline = Date.now() + startLimitMs; Date.now() < deadline; ) {
    if (leader.log().includes(listens)) return true
    if (await Promise.race([ended, delay(10, false)])) return leader.log().includes(listens)
  }
  await leader.killGroup()
  throw new Error(`The gateway does not listen after ${startLimitMs / 1000} s: ${leader.log()}`)
}
