import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '@weaklayer/gateway/testing'
import { startProcess } from './processes.ts'

/** A server behind the load balancer. */
export interface Backend {
  port: number
  /** Where it says whether it is ready. */
  adminPort: number
}

export interface Haproxy {
  port: number
  /** Which servers it sends requests to now. */
  up(): Promise<boolean[]>
  close(): Promise<void>
}

const startLimitMs = 10_000

/** Starts a real haproxy in front of gateways, which follows what they say at /readyz. */
export async function startHaproxy(directory: string, backends: readonly Backend[]): Promise<Haproxy> {
  const port = await freePort()
  const socket = join(directory, 'haproxy.sock')
  const file = join(directory, 'haproxy.cfg')
  writeFileSync(file, configFor({ port, socket, backends }))
  const haproxy = startProcess('haproxy', ['-db', '-f', file])
  const up = async () => upIn(await ask(socket, 'show stat'))
  for (const deadline = Date.now() + startLimitMs; !(await up().catch(() => [])).some(Boolean); ) {
    if (haproxy.child.exitCode !== null || Date.now() > deadline) {
      await haproxy.killGroup()
      throw new Error(`haproxy does not serve: ${haproxy.log()}`)
    }
    await delay(50)
  }
  return { port, up, close: haproxy.killGroup }
}

interface Config {
  port: number
  socket: string
  backends: readonly Backend[]
}

/** As docs/gateway.md has it; checks are more frequent, so that rounds are short. */
function configFor({ port, socket, backends }: Config): string {
  const servers = backends.map(
    (one, index) => `  server gateway-${index} 127.0.0.1:${one.port} check port ${one.adminPort}`,
  )
  return `global
  stats socket ${socket} mode 600
defaults
  mode http
  timeout connect 2s
  timeout client 30s
  timeout server 30s
  retries 3
  option redispatch
listen sensors
  bind 127.0.0.1:${port}
  balance roundrobin
  option httpchk GET /readyz
  http-check expect status 200
  default-server inter 200ms fall 1 rise 1
${servers.join('\n')}
`
}

/** One command of haproxy's own socket. */
function ask(socket: string, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const connection = connect(socket, () => connection.write(`${command}\n`))
    connection.on('data', chunk => {
      text += chunk
    })
    connection.on('end', () => resolve(text))
    connection.on('error', reject)
  })
}

function upIn(csv: string): boolean[] {
  const [head = '', ...rows] = csv.trim().split('\n')
  const names = head.replace('# ', '').split(',')
  const [nameAt, statusAt] = [names.indexOf('svname'), names.indexOf('status')]
  const servers = rows.map(row => row.split(',')).filter(row => row[nameAt]?.startsWith('gateway-'))
  return servers.map(row => row[statusAt] === 'UP')
}
