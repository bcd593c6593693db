import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

export interface GatewayProcess {
  /** Everything that it wrote on standard error. */
  log(): string
  /** SIGTERM; resolves to the exit status. */
  stop(): Promise<number | null>
  /** SIGKILL. */
  kill(): Promise<void>
}

/** Starts `weaklayer server` with a configuration and waits until its port accepts. */
export async function startGatewayProcess(
  directory: string,
  config: object & { sensor: { api: { port: number } } },
): Promise<GatewayProcess> {
  const file = join(directory, 'gateway.json')
  writeFileSync(file, JSON.stringify(config))
  const child = spawn(process.execPath, ['packages/cli/bin/weaklayer.js', 'server', '--config', file], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let log = ''
  child.stderr.on('data', chunk => {
    log += chunk
  })
  await untilListening(config.sensor.api.port, child, () => log)
  return {
    log: () => log,
    stop: () => end(child, 'SIGTERM'),
    kill: async () => void (await end(child, 'SIGKILL')),
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const closed = once(child, 'close')
  child.kill(signal)
  await closed
  return child.exitCode
}

async function untilListening(port: number, child: ChildProcess, log: () => string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (child.exitCode !== null) throw new Error(`The gateway ended with ${child.exitCode}: ${log()}`)
    const answered = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      error => String(error.cause?.code ?? '') !== 'ECONNREFUSED',
    )
    if (answered) return
    await delay(50)
  }
  throw new Error(`The gateway does not listen after 10 s: ${log()}`)
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
