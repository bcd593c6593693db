import { type ChildProcess, spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface StartOptions {
  environment?: Record<string, string>
}

/** How a process ended. */
export interface Ending {
  status: number | null
  signal: NodeJS.Signals | null
}

/** A process that leads a group of its own. */
export interface GroupProcess {
  child: ChildProcess
  pid: number
  /** Everything that it wrote on standard error. */
  log(): string
  ended: Promise<Ending>
  /** SIGKILL for the whole group; resolves when its leader is gone. */
  killGroup(): Promise<void>
}

const groups = new Set<number>()
const directories = new Set<string>()
let watching = false

/** A new directory of its own; it goes with this process at the latest. */
export async function temporaryDirectory(
  name: string,
): Promise<{ directory: string; remove(): Promise<void> }> {
  watchExit()
  const directory = await mkdtemp(join(tmpdir(), `${name}-`))
  directories.add(directory)
  return {
    directory,
    async remove() {
      await rm(directory, thorough)
      directories.delete(directory)
    },
  }
}

/** Files may still be written by what dies just now. */
const thorough = { recursive: true, force: true, maxRetries: 10, retryDelay: 200 } as const

/** Starts a program; however this process ends, short of SIGKILL, the program's whole group ends with it. */
export function startProcess(
  program: string,
  args: readonly string[],
  options: StartOptions = {},
): GroupProcess {
  watchExit()
  const child = spawn(program, args, {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...options.environment },
  })
  const { pid } = child
  if (pid !== undefined) groups.add(pid)
  let text = ''
  child.stderr?.on('data', chunk => {
    text += chunk
  })
  const ended = new Promise<Ending>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status, signal) => {
      if (pid !== undefined) groups.delete(pid)
      resolve({ status, signal })
    })
  })
  return {
    child,
    pid: pid ?? 0,
    log: () => text,
    ended,
    async killGroup() {
      signalGroup(pid)
      await ended
    },
  }
}

function watchExit(): void {
  if (watching) return
  watching = true
  process.on('exit', () => {
    for (const pid of groups) signalGroup(pid)
    for (const directory of directories) rmSync(directory, thorough)
  })
}

function signalGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
