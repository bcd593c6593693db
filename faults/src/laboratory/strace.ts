import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { startProcess } from './processes.ts'

/** What strace does to system calls. */
export interface Injection {
  /** Names, separated by commas. */
  calls: string
  /** `signal=SIGKILL`, `error=EIO`, `retval=0` */
  effect: string
  /** Which of a thread's calls: `7`, `3..4`, `5+10`. */
  when: string
}

export interface StraceOptions {
  /** Calls are counted from there. */
  from: 'start' | 'listening'
  inject?: readonly Injection[]
  /** More calls to write down. */
  watch?: string
}

/** The command that starts what follows it below strace. */
export function straceStarting(options: StraceOptions, traceFile: string): string[] {
  // Signals do not arrive with this filter (strace 6.1); failing calls do, and everything else costs less.
  const signals = (options.inject ?? []).some(one => one.effect.startsWith('signal='))
  return ['strace', '-f', ...(signals ? [] : ['--seccomp-bpf']), ...straceOptions(options, traceFile)]
}

/** Attaches strace to a running process; resolves when it holds it. */
export async function attachStrace(options: StraceOptions, traceFile: string, pid: number): Promise<void> {
  const strace = startProcess('strace', ['-f', ...straceOptions(options, traceFile), '-p', String(pid)])
  while (tracerOf(pid) !== strace.pid) {
    if (strace.child.exitCode !== null) throw new Error(`strace did not attach: ${strace.log()}`)
    await delay(5)
  }
}

function straceOptions({ inject = [], watch }: StraceOptions, traceFile: string): string[] {
  const calls = [...inject.map(one => one.calls), ...(watch === undefined ? [] : [watch])]
  const injections = inject.flatMap(one => ['-e', `inject=${one.calls}:${one.effect}:when=${one.when}`])
  return ['-qq', '-s', '0', '-o', traceFile, '-e', `trace=${calls.join(',')}`, ...injections]
}

/** Undefined when the process is gone. */
function tracerOf(pid: number): number | undefined {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^TracerPid:\s*(\d+)/m.exec(status)?.[1])
}

/** The process that strace started. */
export function onlyChildOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim())
}
