import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openSocket, readAnswer } from '../testing/raw-socket.ts'
import { enrol, eventsOf, sendEvents, startTestGateway, type TestGateway } from '../testing/test-gateway.ts'

const timeouts = { headersTimeout: '400ms', requestTimeout: '800ms' }
/** Long enough that nothing on a busy machine runs into them. */
const patient = { headersTimeout: '5m', requestTimeout: '5m' }

const headOf = (token: string, length: number) =>
  [
    'POST /events HTTP/1.1',
    'Host: x',
    `Authorization: Bearer ${token}`,
    'Content-Type: application/json',
    `Content-Length: ${length}`,
    'Connection: close',
    '',
    '',
  ].join('\r\n')

/** Sends a byte at a time for as long as the gateway lets it. */
async function drip(socket: Socket, text: string): Promise<void> {
  for (const character of text) {
    if (socket.destroyed || !socket.writable) return
    socket.write(character)
    await pause(20)
  }
}

test('headers that come byte by byte are cut off at their time-out', async () => {
  const gateway = await startTestGateway({ limits: timeouts })
  const socket = await openSocket(gateway.port)
  const answer = readAnswer(socket)
  void drip(socket, `GET / HTTP/1.1\r\nX-Long: ${'a'.repeat(2000)}`)
  expect(await answer).toMatchObject({ status: 408, body: { code: 'REQUEST_TIMEOUT' } })
})

test('a body that comes byte by byte is cut off at the time-out of the request', async () => {
  const gateway = await startTestGateway({ limits: timeouts })
  const { token } = await enrol(gateway)
  const socket = await openSocket(gateway.port)
  const answer = readAnswer(socket)
  socket.write(headOf(token, 2000))
  void drip(socket, '['.padEnd(2000))
  expect(await answer).toMatchObject({ status: 408, body: { code: 'REQUEST_TIMEOUT' } })
})

test('slow headers and a slow body that are in time are served', async () => {
  const gateway = await startTestGateway({ limits: patient })
  const { token } = await enrol(gateway)
  const socket = await openSocket(gateway.port)
  const answer = readAnswer(socket)
  const head = headOf(token, 2)
  socket.write(head.slice(0, 30))
  await pause(50)
  socket.write(`${head.slice(30)}[`)
  await pause(50)
  socket.write(']')
  expect((await answer).status).toBe(200)
})

test('a thousand connections that send nothing more harm nobody, and cost no place among the batches', async () => {
  const gateway = await startTestGateway({ limits: { ...patient, inFlightBatches: 600 } })
  const { token } = await enrol(gateway)
  const slow = await openSlow(gateway, token)
  const metrics = async () => await (await fetch(`${gateway.adminUrl}/metrics`)).text()
  await expect.poll(metrics, { timeout: 10_000 }).toMatch(/weaklayer_in_flight_ratio 0\.83/)
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) => sendEvents(gateway, token, eventsOf([index + 1]))),
  )
  expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200))
  for (const socket of slow) socket.destroy()
  await expect.poll(metrics, { timeout: 10_000 }).toContain('weaklayer_in_flight_ratio 0\n')
  expect((await sendEvents(gateway, token, eventsOf([100]))).status).toBe(200)
})

/** Half of them stop in their headers, half in their body; those hold one place each among the batches. */
async function openSlow(gateway: TestGateway, token: string): Promise<Socket[]> {
  const sockets: Socket[] = []
  for (let count = 0; count < 1000; count++) {
    const socket = await openSocket(gateway.port)
    socket.on('error', () => undefined)
    socket.write(count % 2 === 0 ? 'POST /events HTTP/1.1\r\nHost:' : `${headOf(token, 100)}[`)
    sockets.push(socket)
  }
  return sockets
}
