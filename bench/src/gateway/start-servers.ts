import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A server that the load is played against. */
export interface BenchServer {
  name: string
  port: number
  https: boolean
  /** Of each process that works for it. */
  pids(): number[]
  /** Where its events are. */
  directory: string
  /** Ends it; its files are complete then. */
  stop(): Promise<void>
}

const bareScript = fileURLToPath(new URL('./bare-server.ts', import.meta.url))
const weaklayer = fileURLToPath(new URL('../../../packages/cli/bin/weaklayer.js', import.meta.url))

/** Starts the yardstick. */
export async function startBare(base: string, mode: 'serialise' | 'append'): Promise<BenchServer> {
  const name = `bare ${mode}`
  const directory = makeDirectory(base, name)
  const child = spawn(process.execPath, [bareScript, directory, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const line = await firstLine(child, child.stdout, () => true)
  return { ...serverOf(child, { name, directory }), port: Number(line), https: false }
}

export interface GatewaySettings {
  name: string
  sensor: object
  more?: object
  options?: readonly string[]
}

/** Starts the gateway as an administrator does. */
export async function startGateway(base: string, settings: GatewaySettings): Promise<BenchServer> {
  const { name, sensor, more, options = [] } = settings
  const directory = makeDirectory(base, name)
  const file = join(base, `${name.replaceAll(' ', '-')}.json`)
  const outputs = [{ type: 'filesystem', directory }]
  const config = { sensor, outputs, admin: { enabled: false }, ...more }
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 })
  const args = [weaklayer, 'server', '--config', file, ...options]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const line = await firstLine(child, child.stderr, text => text.includes('"the gateway listens"'))
  const { url } = JSON.parse(line) as { url: string }
  const { port, protocol } = new URL(url)
  return { ...serverOf(child, { name, directory }), port: Number(port), https: protocol === 'https:' }
}

function makeDirectory(base: string, name: string): string {
  const directory = join(base, name.replaceAll(' ', '-'))
  mkdirSync(directory)
  return directory
}

function serverOf(child: ChildProcess, { name, directory }: { name: string; directory: string }) {
  const { pid = 0 } = child
  return {
    name,
    directory,
    pids: () => [pid, ...childrenOf(pid)],
    async stop() {
      const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** Workers of the gateway. */
function childrenOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return children.split(' ').filter(Boolean).map(Number)
}

async function firstLine(
  child: ChildProcess,
  input: NodeJS.ReadableStream,
  isIt: (line: string) => boolean,
): Promise<string> {
  const said: string[] = []
  const ended = once(child, 'exit').then(([status]) => {
    throw new Error(`the server ended with ${status}: ${said.join('\n')}`)
  })
  const found = new Promise<string>(resolve => {
    createInterface({ input }).on('line', line => (isIt(line) ? resolve(line) : void said.push(line)))
  })
  const line = await Promise.race([found, ended])
  ended.catch(() => undefined)
  return line
}
