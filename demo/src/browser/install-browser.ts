import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { BrowserKind } from './browser-places.ts'

/** One way to get a browser. */
export interface BrowserInstaller {
  /** As a user would type it. */
  command: string
  /** Runs it; tells in a few words how it ended. The browser may be there or not. */
  install(): Promise<string>
}

const debianPackage: Record<BrowserKind, string> = { chromium: 'chromium', firefox: 'firefox-esr' }
const patienceMs = 10 * 60_000

/** Ways to install a browser on this machine: apt where it is ours to use, and Playwright's download. */
export function systemInstallers(kind: BrowserKind, signal?: AbortSignal): BrowserInstaller[] {
  const run = runner(signal)
  const download = playwrightInstaller(kind, run)
  return mayUseApt() ? [aptInstaller(kind, run), download] : [download]
}

function mayUseApt(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && isExecutable('/usr/bin/apt-get')
}

function aptInstaller(kind: BrowserKind, run: Run): BrowserInstaller {
  const name = debianPackage[kind]
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return {
    command: `apt-get update && apt-get install -y ${name}`,
    async install() {
      const updated = await run('apt-get', ['update'], environment)
      if (updated !== 'ended well') return `${updated} in update`
      return run('apt-get', ['install', '-y', name], environment)
    },
  }
}

function playwrightInstaller(kind: BrowserKind, run: Run): BrowserInstaller {
  const cli = join(dirname(createRequire(import.meta.url).resolve('playwright/package.json')), 'cli.js')
  return {
    command: `npx --no playwright install ${kind}`,
    install: () => run(process.execPath, [cli, 'install', kind], process.env),
  }
}

/** Runs a program; tells in a few words how it ended. */
type Run = (program: string, options: string[], environment: NodeJS.ProcessEnv) => Promise<string>

/** The output goes to standard error, so that the user sees that something goes on. */
function runner(signal: AbortSignal | undefined): Run {
  return (program, options, env) => {
    const stdio = ['ignore', process.stderr, process.stderr] as const
    const limits = { timeout: patienceMs, ...(signal === undefined ? {} : { signal }) }
    const child = spawn(program, options, { env, stdio: [...stdio], ...limits })
    return new Promise(resolve => {
      child.on('error', error => resolve(`could not run (${error.message})`))
      child.on('close', (status, killedBy) => {
        resolve(status === 0 ? 'ended well' : `failed (${killedBy ?? `exit ${status}`})`)
      })
    })
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
