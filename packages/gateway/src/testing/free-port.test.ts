import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test, vi } from 'vitest'
import { freePort } from './free-port.ts'

const file = fileURLToPath(new URL('free-port.ts', import.meta.url))

test('no port is given twice, and none that a connection could get', async () => {
  const ports = await Promise.all(Array.from({ length: 200 }, freePort))
  expect(new Set(ports).size).toBe(200)
  expect(Math.min(...ports)).toBeGreaterThanOrEqual(20_000)
  expect(Math.max(...ports)).toBeLessThan(32_768)
})

test('another process does not get a port that nobody listens on yet', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0.5)
  const port = await freePort()
  const program = `Math.random = () => 0.5
    const { freePort } = await import(${JSON.stringify(file)})
    console.log(await freePort())`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program])
  expect(Number(stdout)).toBeGreaterThan(port)
})

test('a port at which somebody listens is passed over', async () => {
  const { server, port } = await listenSomewhere()
  // The search begins at this very port.
  vi.spyOn(Math, 'random').mockReturnValue((port - 20_000 + 0.5) / 12_000)
  expect(await freePort()).toBeGreaterThan(port)
  server.close()
})

/** Listens where nobody else does, without a mark. */
async function listenSomewhere(port = 25_000): Promise<{ server: Server; port: number }> {
  const server = createServer().listen(port, '127.0.0.1')
  const isListening = await once(server, 'listening').then(
    () => true,
    () => false,
  )
  return isListening ? { server, port } : await listenSomewhere(port + 1)
}
