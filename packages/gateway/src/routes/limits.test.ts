import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { openSocket } from '../testing/raw-socket.ts'
import { type Body, enrol, eventsOf, post, sendEvents, startTestGateway } from '../testing/test-gateway.ts'

/** An event whose field holds lists in lists, so that the body is that deep. */
const deep = (depth: number) =>
  `[{"type":"Note","time":1,"a":${'['.repeat(depth - 2)}${']'.repeat(depth - 2)}}]`
/** An event with a list, so that the body has that many values: body, event, type, time, list, entries. */
const wide = (values: number) =>
  `[{"type":"Note","time":1,"a":[${Array(values - 5)
    .fill(0)
    .join()}]}]`
const spaces = (bytes: number) => '[]'.padEnd(bytes)
const gzip = (text: string, level = 9) => gzipSync(text, { level }) as Buffer<ArrayBuffer>
const ratioBody = gzip(spaces(2000))
const ratio = Math.ceil(2000 / ratioBody.length)

const edges: [string, Record<string, number>, Body, number][] = [
  ['jsonDepth, reached', {}, deep(8), 200],
  ['jsonDepth, passed', {}, deep(9), 413],
  ['jsonValues, reached', { jsonValues: 50 }, wide(50), 200],
  ['jsonValues, passed', { jsonValues: 50 }, wide(51), 413],
  ['inflatedBytes, reached', { inflatedBytes: 2000 }, gzip(spaces(2000), 0), 200],
  ['inflatedBytes, passed', { inflatedBytes: 2000 }, gzip(spaces(2001), 0), 413],
  ['inflatedBytes of a plain body, passed', { inflatedBytes: 2000 }, spaces(2001), 413],
  ['inflateRatio, reached', { inflateRatio: ratio }, ratioBody, 200],
  ['inflateRatio, passed', { inflateRatio: ratio - 1 }, ratioBody, 413],
  ['bodyBytes of a gzip body, passed', { bodyBytes: 1024 }, gzip(spaces(1100), 0), 413],
]

test.each(edges)('%s', async (...[, limits, body, status]) => {
  const gateway = await startTestGateway({ limits })
  const { token } = await enrol(gateway)
  const headers = {
    authorization: `Bearer ${token}`,
    ...(typeof body !== 'string' && { 'content-encoding': 'gzip' }),
  }
  expect((await post(`${gateway.url}/events`, { headers, body })).status).toBe(status)
})

test('a body without a length is counted while it comes', async () => {
  const gateway = await startTestGateway({ limits: { bodyBytes: 1024 } })
  const { token } = await enrol(gateway)
  const send = (bytes: number) =>
    fetch(`${gateway.url}/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: new Blob([spaces(bytes)]).stream(),
      duplex: 'half',
    } as RequestInit)
  expect((await send(1024)).status).toBe(200)
  expect((await send(1025)).status).toBe(413)
})

test('headers up to the limit are read', async () => {
  const gateway = await startTestGateway({ limits: { headerBytes: 2048 } })
  const statusWith = async (length: number) =>
    (await fetch(gateway.url, { headers: { 'x-long': 'a'.repeat(length) } })).status
  expect(await statusWith(1500)).toBe(200)
  expect(await statusWith(2048)).toBe(431)
})

test('connections beyond the limit are closed, the others work on', async () => {
  const gateway = await startTestGateway({ limits: { connections: 2 } })
  const held = [await openSocket(gateway.port), await openSocket(gateway.port)]
  const third = await openSocket(gateway.port)
  await new Promise(resolve =>
    third
      .on('error', () => undefined)
      .once('close', resolve)
      .resume(),
  )
  held[0]?.destroy()
  held[1]?.end('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
  const text = await new Promise(resolve => held[1]?.once('data', data => resolve(String(data))))
  expect(text).toMatch(/^HTTP\/1.1 200/)
})

test('a batch beyond those in flight is told to come later, and there is room once one has ended', async () => {
  const gateway = await startTestGateway({ limits: { inFlightBatches: 1 } })
  const { token } = await enrol(gateway)
  const held = await openSocket(gateway.port)
  const head = [
    'POST /events HTTP/1.1',
    'Host: x',
    `Authorization: Bearer ${token}`,
    'Content-Type: application/json',
    'Content-Length: 10',
  ]
  held.write(`${head.join('\r\n')}\r\n\r\n[`)
  const send = () => sendEvents(gateway, token, eventsOf([1]))
  const metrics = async () => await (await fetch(`${gateway.adminUrl}/metrics`)).text()
  await expect.poll(metrics).toContain('weaklayer_in_flight_ratio 1')
  const refused = await send()
  expect(refused).toMatchObject({ status: 503, body: { code: 'OVERLOADED' } })
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(5)
  held.destroy()
  await expect.poll(async () => (await send()).status).toBe(200)
})
