import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Runs the real command in child processes, for the tests. */
export const commandPath = fileURLToPath(new URL('../bin/weaklayer.js', import.meta.url))

export interface RunOptions {
  /** Program to run it with. @default the Node of the test */
  node?: string
  cwd?: string
  environment?: Record<string, string>
}

export interface Finished {
  status: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

export interface Running {
  child: ChildProcess
  stdout: () => string
  stderr: () => string
  /** Resolves when the text is on standard output or standard error. */
  shows(text: string): Promise<void>
  finished: Promise<Finished>
}

export function startCli(args: readonly string[], options: RunOptions = {}): Running {
  return startProgram(options.node ?? process.execPath, [commandPath, ...args], options)
}

function startProgram(program: string, args: readonly string[], options: RunOptions): Running {
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...process.env, NO_COLOR: '1', ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  const waiting = new Set<() => void>()
  const changed = () => {
    for (const look of waiting) look()
  }
  child.stdout.setEncoding('utf8').on('data', text => {
    stdout += text
    changed()
  })
  child.stderr.setEncoding('utf8').on('data', text => {
    stderr += text
    changed()
  })
  const { promise: finished, resolve, reject } = Promise.withResolvers<Finished>()
  child.on('error', reject)
  child.on('close', (status, signal) => resolve({ status, signal, stdout, stderr }))
  const shows = async (text: string) => {
    const seen = Promise.withResolvers<void>()
    const look = () => {
      if (stdout.includes(text) || stderr.includes(text)) seen.resolve()
    }
    waiting.add(look)
    look()
    const ended = finished.then(() => {
      throw new Error(`it ended without showing ${text}: ${stdout}${stderr}`)
    })
    await Promise.race([seen.promise, ended]).finally(() => waiting.delete(look))
  }
  return { child, stdout: () => stdout, stderr: () => stderr, shows, finished }
}

export async function runCli(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return await startCli(args, options).finished
}

/** Runs another program, such as strace around the command. */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: RunOptions,
): Promise<Finished> {
  return await startProgram(program, args, options).finished
}
