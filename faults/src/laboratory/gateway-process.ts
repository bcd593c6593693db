import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Ending, type GroupProcess, startProcess } from './processes.ts'

/** What strace does to system calls of the gateway. */
export interface Injection {
  /** Names, separated by commas. */
  calls: string
  /** `signal=SIGKILL`, `error=EIO`, `retval=1` */
  effect: string
  /** Which of a thread's calls: `7`, `3..4`, `5+10`. */
  when: string
}

export interface GatewayProcess {
  /** Everything that it wrote on standard error. */
  log(): string
  /** SIGTERM; resolves to the exit status. */
  stop(): Promise<number | null>
  /** SIGKILL. */
  kill(): Promise<void>
  ended: Promise<Ending>
}

/** A gateway that may end before it listens. */
export interface LaunchedGateway extends GatewayProcess {
  /** Whether it came to listen. */
  listening: Promise<boolean>
  /** What strace saw of the calls that it was told of; empty without an injection. */
  trace(): string
}

export interface LaunchOptions {
  inject?: readonly Injection[]
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
  { inject = [] }: LaunchOptions = {},
): LaunchedGateway {
  const id = crypto.randomUUID()
  const file = join(directory, `gateway-${id}.json`)
  const traceFile = join(directory, `trace-${id}.txt`)
  writeFileSync(file, JSON.stringify(config))
  const command = [process.execPath, program, 'server', '--config', file]
  const [started, ...args] = [...straceOf(inject, traceFile), ...command] as [string, ...string[]]
  // strace counts calls for each thread: with one thread for files the count is exact.
  const environment = inject.length === 0 ? {} : { UV_THREADPOOL_SIZE: '1' }
  const leader = startProcess(started, args, { environment })
  return {
    log: leader.log,
    ended: leader.ended,
    listening: untilListening(leader),
    trace: () => (inject.length === 0 ? '' : readFileSync(traceFile, 'utf8')),
    async stop() {
      signalGateway(leader, inject.length > 0)
      return (await leader.ended).status
    },
    kill: leader.killGroup,
  }
}

/** Signals do not arrive with `--seccomp-bpf` (strace 6.1); failing calls do, and cost less so. */
function straceOf(inject: readonly Injection[], traceFile: string): string[] {
  if (inject.length === 0) return []
  const filter = inject.some(one => one.effect.startsWith('signal=')) ? [] : ['--seccomp-bpf']
  const calls = [...new Set(inject.flatMap(one => one.calls.split(',')))]
  const expressions = inject.flatMap(({ calls: names, effect, when }) => [
    '-e',
    `inject=${names}:${effect}:when=${when}`,
  ])
  return ['strace', '-f', '-qq', ...filter, '-o', traceFile, '-e', `trace=${calls.join(',')}`, ...expressions]
}

/** The gateway itself, also below strace, which keeps SIGTERM to itself. */
function signalGateway(leader: GroupProcess, traced: boolean): void {
  if (leader.child.exitCode !== null || leader.child.signalCode !== null) return
  const { pid } = leader
  const target = traced ? Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()) : pid
  if (target > 0) process.kill(target, 'SIGTERM')
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

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
