import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { onTestFinished } from 'vitest'

const startLimitMs = 15_000

const commands = {
  haproxy: (file: string) => ['-db', '-f', file],
  nginx: (file: string, directory: string) => [
    '-c',
    file,
    '-e',
    'stderr',
    '-g',
    `daemon off; pid ${join(directory, 'nginx.pid')};`,
  ],
}

export interface LoadBalancer {
  program: keyof typeof commands
  config: string
  directory: string
  /** It is ready once it listens here. */
  port: number
}

/** Starts a real load balancer that ends with the test. */
export async function startLoadBalancer({ program, config, directory, port }: LoadBalancer): Promise<void> {
  const file = join(directory, `${program}.conf`)
  writeFileSync(file, config)
  const child = spawn(program, commands[program](file, directory), { stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', data => (log += data))
  const ended = new Promise(resolve => child.once('close', resolve))
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await ended
  })
  for (const deadline = Date.now() + startLimitMs; !(await listens(port)); ) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`${program} does not serve: ${log}`)
    await delay(50)
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
