import { execFile } from 'node:child_process'
import { createServer } from 'node:net'
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
  vi.spyOn(Math, 'random').mockReturnValue(0.25)
  const free = await freePort()
  const server = createServer()
  await new Promise<void>(resolve => server.listen(free + 1, '127.0.0.1', resolve))
  expect(await freePort()).toBeGreaterThan(free + 1)
  server.close()
})
