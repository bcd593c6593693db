import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { GatewayConfig } from '@weaklayer/wire'
import { onTestFinished } from 'vitest'

export interface SpawnedGateway {
  url: string
  adminUrl: string
  /** Of the gateway itself, also below strace. */
  pid: number
  /** Sends a signal to the gateway itself, also below strace. */
  kill: (signal: 'SIGKILL' | 'SIGTERM') => void
  stderr: () => string
  /** What its output `stdout` writes to. */
  stdout: Readable
  /** Resolves with the exit status, or the signal. */
  ended: Promise<number | string | null>
}

export interface Faults {
  /** What strace injects, such as `fdatasync:error=EIO:when=2`; calls are counted from the start. */
  inject?: string
  /** The call that kills it, such as `fdatasync:when=2`; calls are counted from when it listens. */
  killAt?: string
  /** A disk of its own for a directory, in kilobytes, a part used already; others see it below /proc/PID/root only. */
  disk?: { directory: string; kilobytes: number; usedKilobytes?: number }
  /** Most open files of the process. */
  openFiles?: number
}

const script = fileURLToPath(new URL('./child-gateway.ts', import.meta.url))

/** Starts a real gateway process, below strace where faults are to be injected. */
export async function spawnGateway(
  config: GatewayConfig,
  directory: string,
  faults: Faults = {},
): Promise<SpawnedGateway> {
  const file = join(directory, `config-${crypto.randomUUID()}.json`)
  await writeFile(file, JSON.stringify(config))
  const [program = '', ...args] = commandOf(file, faults)
  // strace counts calls for each thread: with one thread for files the count is exact.
  const isTraced = faults.inject !== undefined || faults.killAt !== undefined
  const env = isTraced ? { ...process.env, UV_THREADPOOL_SIZE: '1' } : process.env
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env, cwd: directory })
  const ended = new Promise<number | string | null>(resolve =>
    child.on('close', (code, signal) => resolve(code ?? signal)),
  )
  let stderr = ''
  child.stderr.on('data', chunk => (stderr += chunk))
  const said = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', chunk => resolve(String(chunk)))
    child.on('error', reject)
    void ended.then(status => reject(new Error(`ended with ${status}: ${stderr}`)))
  })
  const [pid = '', url = '', adminUrl = ''] = said.trim().split(' ')
  let running = true
  void ended.then(() => (running = false))
  const kill = (signal: 'SIGKILL' | 'SIGTERM') => void (running && process.kill(Number(pid), signal))
  onTestFinished(async () => {
    kill('SIGKILL')
    await ended
  })
  if (faults.killAt !== undefined) await attachStrace(faults.killAt, pid)
  return { url, adminUrl, pid: Number(pid), kill, stderr: () => stderr, stdout: child.stdout, ended }
}

function commandOf(file: string, { inject, disk, openFiles }: Faults): string[] {
  const command = [process.execPath, script, file]
  if (openFiles !== undefined) return ['sh', '-c', `ulimit -n ${openFiles} && exec "$@"`, 'sh', ...command]
  // With this filter everything else costs less, and signals do not arrive (strace 6.1).
  if (inject !== undefined) return ['strace', '--seccomp-bpf', ...straceOptions(inject), ...command]
  if (disk === undefined) return command
  const mount = `mount -t tmpfs -o size=${disk.kilobytes}k tmpfs "$0"`
  const use = `head -c ${disk.usedKilobytes ?? 0}k /dev/zero > "$0/ballast"`
  return [
    'unshare',
    '--mount',
    '--map-root-user',
    'sh',
    '-c',
    `${mount} && ${use} && exec "$@"`,
    disk.directory,
    ...command,
  ]
}

function straceOptions(inject: string): string[] {
  const calls = inject.slice(0, inject.indexOf(':'))
  return ['-f', '-qq', '-o', '/dev/null', '-e', `trace=${calls}`, '-e', `inject=${inject}`]
}

/** Resolves when strace holds the process. */
async function attachStrace(killAt: string, pid: string): Promise<void> {
  const options = straceOptions(killAt.replace(':', ':signal=SIGKILL:'))
  const strace = spawn('strace', [...options, '-p', pid], { stdio: 'ignore' })
  while (!readFileSync(`/proc/${pid}/status`, 'utf8').includes(`TracerPid:\t${strace.pid}\n`)) {
    if (strace.exitCode !== null) throw new Error(`strace ended with ${strace.exitCode}`)
    await delay(5)
  }
}
