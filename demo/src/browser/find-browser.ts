import { accessSync, constants, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { chromium, firefox } from 'playwright'
import { failure } from '../failure.ts'
import { type BrowserKind, browserPlaces, browserVariable, type Machine } from './browser-places.ts'
import { type BrowserInstaller, systemInstallers } from './install-browser.ts'

/** Everything outside that the search touches. */
export interface BrowserPorts {
  machine: Machine
  isProgram(path: string): boolean
  /** Where Playwright keeps its own browser, whether it is there or not. */
  playwrightPath(kind: BrowserKind): string
  /** Ways to install a browser here, the best first. */
  installers(kind: BrowserKind, signal: AbortSignal | undefined): BrowserInstaller[]
  /** Receives one line before each long step. */
  say(line: string): void
  /** Ends an installation. @default none */
  signal?: AbortSignal
}

/**
 * The program of a browser: the one that WEAKLAYER_CHROMIUM or WEAKLAYER_FIREFOX names, else the system's, else
 * Playwright's own, else one that it installs.
 * @throws BROWSER_VARIABLE_WRONG when the variable names no program; BROWSER_MISSING when none is found or installed.
 */
export async function findBrowser(kind: BrowserKind, ports: Partial<BrowserPorts> = {}): Promise<string> {
  const all = { ...systemPorts(), ...ports }
  const found = chosenBrowser(kind, all) ?? presentBrowser(kind, all)
  if (found !== undefined) return found
  const problems: string[] = []
  for (const installer of all.installers(kind, all.signal)) {
    all.say(`no ${kind} found: installing it with \`${installer.command}\` (a minute or two) …`)
    const outcome = await installer.install()
    const installed = presentBrowser(kind, all)
    if (installed !== undefined) return installed
    problems.push(`\`${installer.command}\` ${outcome}`)
  }
  const tried = problems.length === 0 ? 'There is no way to install one here.' : `${problems.join('; ')}.`
  throw failure({
    code: 'BROWSER_MISSING',
    message: `No ${kind} was found, and none could be installed. ${tried}`,
    todo: `Install ${programName(kind)}, or set ${browserVariable(kind)} to its program.`,
  })
}

function chosenBrowser(kind: BrowserKind, ports: BrowserPorts): string | undefined {
  const variable = browserVariable(kind)
  const chosen = ports.machine.environment[variable]
  if (chosen === undefined || chosen === '') return undefined
  if (ports.isProgram(chosen)) return chosen
  throw failure({
    code: 'BROWSER_VARIABLE_WRONG',
    message: `${variable} names ${chosen}, which is not a program.`,
    todo: `Set it to the path of ${programName(kind)}, or unset it.`,
  })
}

function presentBrowser(kind: BrowserKind, ports: BrowserPorts): string | undefined {
  return [...browserPlaces(kind, ports.machine), ports.playwrightPath(kind)].find(ports.isProgram)
}

function programName(kind: BrowserKind): string {
  return kind === 'chromium' ? 'Chromium, Chrome or Edge' : 'Firefox'
}

function systemPorts(): BrowserPorts {
  return {
    machine: { platform: process.platform, environment: process.env, home: homedir() },
    isProgram,
    playwrightPath: kind => (kind === 'chromium' ? chromium : firefox).executablePath(),
    installers: systemInstallers,
    say: line => console.error(line),
  }
}

function isProgram(path: string): boolean {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return false
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
