import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { freePort } from '@weaklayer/gateway/testing'
import { expect, onTestFinished, test } from 'vitest'
import { openConnection } from './connection.ts'

async function serve(listener: RequestListener) {
  const server = createServer(listener)
  const sockets = new Set<Socket>()
  server.on('connection', socket => void sockets.add(socket))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const connection = openConnection()
  onTestFinished(() => {
    connection.close()
    server.close()
    server.closeAllConnections()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`
  return {
    connection,
    sockets,
    request: { method: 'POST' as const, url, headers: {}, body: new Uint8Array([1]) },
  }
}

test('an answer comes with what the sensor reads of it', async () => {
  const { connection, request } = await serve((_, response) => {
    response.writeHead(503, { 'retry-after': '7', date: 'Sun, 06 Nov 1994 08:49:37 GMT' }).end('later')
  })
  expect(await connection.send(request)).toEqual({
    status: 'answered',
    http: 503,
    retryAfter: '7',
    date: 'Sun, 06 Nov 1994 08:49:37 GMT',
    body: 'later',
  })
})

test('two requests use one connection', async () => {
  const { connection, request, sockets } = await serve((_, response) => response.end())
  await connection.send(request)
  await connection.send(request)
  expect(sockets.size).toBe(1)
})

test('a kept connection that is cut when the next request comes is opened again, without a failure', async () => {
  let requests = 0
  const { connection, request, sockets } = await serve((incoming, response) => {
    requests++
    if (requests === 2) incoming.socket.resetAndDestroy()
    else response.end('fine')
  })
  await connection.send(request)
  expect(await connection.send(request)).toMatchObject({ status: 'answered', body: 'fine' })
  expect(sockets.size).toBe(2)
})

test('a first connection that is cut is a failure of the network', async () => {
  const { connection, request } = await serve(incoming => void incoming.socket.resetAndDestroy())
  expect(await connection.send(request)).toEqual({ status: 'failed', reason: 'network' })
})

test('where nobody listens, the network failed', async () => {
  const url = `http://127.0.0.1:${await freePort()}/events`
  const answer = await openConnection().send({ method: 'POST', url, headers: {} })
  expect(answer).toEqual({ status: 'failed', reason: 'network' })
})

test('a request that is given up ends as too late', async () => {
  const { connection, request } = await serve(() => connection.cut())
  expect(await connection.send(request)).toEqual({ status: 'failed', reason: 'timeout' })
})
