import { type ChildProcess, spawn } from 'node:child_process'

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
let watching = false

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
