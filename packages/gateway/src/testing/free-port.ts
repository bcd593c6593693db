import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'

// Below the ports that Linux (from 32,768), macOS and Windows (from 49,152) give to connections that go out.
const firstPort = 20_000
const lastPort = 32_000

/** A port of 127.0.0.1 that is free, and stays so until this process ends or listens there: no connection gets it, and no other process that asks here. */
export async function freePort(): Promise<number> {
  const start = Math.floor(Math.random() * (lastPort - firstPort))
  for (let tried = 0; tried < lastPort - firstPort; tried += 1) {
    const port = firstPort + ((start + tried) % (lastPort - firstPort))
    if ((await isClaimed(port)) && (await canListen(port))) return port
  }
  throw new Error(`no port is free from ${firstPort} to ${lastPort}`)
}

/** The UDP port of the same number, held until this process ends, says to all others that the port is taken. */
async function isClaimed(port: number): Promise<boolean> {
  const mark = createSocket('udp4')
  mark.unref()
  mark.bind({ port, address: '127.0.0.1', exclusive: true })
  return await succeeds(once(mark, 'listening'))
}

async function canListen(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  if (!(await succeeds(once(server, 'listening')))) return false
  server.close()
  await once(server, 'close')
  return true
}

async function succeeds(attempt: Promise<unknown>): Promise<boolean> {
  return await attempt.then(
    () => true,
    () => false,
  )
}
