import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { expect, test } from 'vitest'
import { binaryHeader } from '../testing/proxy-headers.ts'
import { openSocket, type RawAnswer, readAnswer, readAnswers } from '../testing/raw-socket.ts'
import { makeAuthority } from '../testing/test-certificates.ts'
import {
  eventsOf,
  linesOf,
  startTestGateway,
  type TestGateway,
  temporaryDirectory,
} from '../testing/test-gateway.ts'

const proxied = { trustedProxies: ['127.0.0.1'], proxyProtocol: 'required' }
const start = (api: Record<string, unknown> = {}, limits = {}) =>
  startTestGateway({ api: { ...proxied, ...api }, limits })

function installRequest({ key }: TestGateway, headers = ''): string {
  const body = JSON.stringify({ key, label: 'x' })
  const head = `POST /install HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n${headers}`
  return `${head}Content-Length: ${body.length}\r\n\r\n${body}`
}

const addressesIn = ({ directory }: TestGateway) => linesOf(directory).map(({ address }) => address)
const textHeader = 'PROXY TCP4 198.51.100.1 192.0.2.7 56324 443\r\n'

const headers: [what: string, header: string | Buffer, address: string][] = [
  ['version 1', textHeader, '198.51.100.1'],
  ['version 1, IPv6', 'PROXY TCP6 2001:db8::9 fd00::1 56324 443\r\n', '2001:db8::9'],
  ['version 2', binaryHeader({ address: '198.51.100.1' }), '198.51.100.1'],
  ['version 2, IPv4 as IPv6', binaryHeader({ address: '::ffff:198.51.100.1' }), '198.51.100.1'],
  ['a health check of version 1', 'PROXY UNKNOWN\r\n', '127.0.0.1'],
  ['a health check of version 2', binaryHeader({ command: 0x20 }), '127.0.0.1'],
]

test.each(headers)('%s: the Install event says who the client is', async (_what, header, address) => {
  const gateway = await start()
  const socket = await openSocket(gateway.port)
  socket.write(Buffer.concat([Buffer.from(header), Buffer.from(installRequest(gateway))]))
  expect(await readAnswer(socket)).toMatchObject({ status: 200 })
  expect(addressesIn(gateway)).toEqual([address])
})

test('a header that comes byte by byte counts as one that comes at once', async () => {
  const gateway = await start()
  const socket = (await openSocket(gateway.port)).setNoDelay()
  const answer = readAnswer(socket)
  for (const byte of Buffer.from(`${textHeader}${installRequest(gateway)}`)) {
    await new Promise(resolve => socket.write(Buffer.of(byte), resolve))
  }
  expect(await answer).toMatchObject({ status: 200 })
  expect(addressesIn(gateway)).toEqual(['198.51.100.1'])
})

test('behind the header stands TLS, and each connection keeps its own client', async () => {
  const authority = makeAuthority(await temporaryDirectory())
  const gateway = await start({ https: authority.issue('gateway') })
  const ca = readFileSync(authority.file)
  const enrolBehind = async (address: string) => {
    const plain = await openSocket(gateway.port)
    plain.write(binaryHeader({ address }))
    const socket = connectTls({ socket: plain, ca, servername: 'localhost' })
    await once(socket, 'secureConnect')
    socket.write(installRequest(gateway))
    return await readAnswer(socket)
  }
  const clients = ['198.51.100.1', '198.51.100.2', '2001:db8::9']
  const answers = await Promise.all(clients.map(enrolBehind))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(addressesIn(gateway).sort()).toEqual(clients)
})

/** Writes all of it in one piece, over TLS only what stands behind the header. */
async function sendAtOnce(
  { port }: TestGateway,
  texts: string[],
  ca: Buffer | undefined,
): Promise<RawAnswer[]> {
  const plain = await openSocket(port)
  const text = texts.join('')
  if (ca === undefined) {
    plain.write(`${textHeader}${text}`)
    return await readAnswers(plain, texts.length)
  }
  plain.write(textHeader)
  const socket = connectTls({ socket: plain, ca, servername: 'localhost' })
  socket.write(text)
  return await readAnswers(socket, texts.length)
}

test.each(['http', 'https'])(
  'large bodies and several requests in one piece with the header arrive whole by %s',
  async protocol => {
    const authority = makeAuthority(await temporaryDirectory())
    const https = protocol === 'https' ? { https: authority.issue('gateway') } : {}
    const gateway = await start(https)
    const ca = protocol === 'https' ? readFileSync(authority.file) : undefined
    const [installed] = await sendAtOnce(gateway, [installRequest(gateway)], ca)
    const request = (seqs: number[], more = '') => {
      const events = eventsOf(seqs).map(event => ({ ...event, text: 'x'.repeat(4000) }))
      const body = JSON.stringify(events)
      const head = `POST /events HTTP/1.1\r\nHost: x\r\n${more}Content-Type: application/json\r\n`
      return `${head}Authorization: Bearer ${installed?.body.token}\r\nContent-Length: ${body.length}\r\n\r\n${body}`
    }
    const seqs = Array.from({ length: 200 }, (_, index) => index + 1)
    const requests = [request(seqs), request([201]), request([202], 'Connection: close\r\n')]
    const answers = await sendAtOnce(gateway, requests, ca)
    expect(answers.map(({ status, body }) => [status, body.accepted])).toEqual([
      [200, 200],
      [200, 1],
      [200, 1],
    ])
    expect(linesOf(gateway.directory).filter(({ type }) => type === 'Note')).toHaveLength(202)
  },
)

test('who is named in the header is believed about others only where trusted', async () => {
  const gateway = await start({ trustedProxies: ['127.0.0.1', '10.0.0.2'] })
  for (const from of ['198.51.100.1', '10.0.0.2']) {
    const socket = await openSocket(gateway.port)
    socket.write(
      `PROXY TCP4 ${from} 192.0.2.7 1 2\r\n${installRequest(gateway, 'X-Forwarded-For: 203.0.113.5\r\n')}`,
    )
    expect(await readAnswer(socket)).toMatchObject({ status: 200 })
  }
  expect(addressesIn(gateway)).toEqual(['198.51.100.1', '203.0.113.5'])
})

/** What arrives until the connection is closed. */
async function received(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', chunk => (text += chunk)).on('error', () => undefined)
  if (!socket.closed) await once(socket, 'close')
  return text
}

test('without a good header a connection is closed without an answer, and the log says why', async () => {
  const gateway = await start()
  const send = async (bytes: string | Buffer) => {
    const socket = await openSocket(gateway.port)
    socket.write(bytes)
    return await received(socket)
  }
  const cut = await openSocket(gateway.port)
  cut.end(textHeader.slice(0, 20))
  expect(await received(cut)).toBe('')
  for (const bytes of [installRequest(gateway), 'PROXY TCP4 x\r\n', binaryHeader({ family: 0x12 })]) {
    expect(await send(bytes)).toBe('')
  }
  expect(addressesIn(gateway)).toEqual([])
  expect(gateway.log().match(/"code":"PROXY_HEADER_INVALID"/g)).toHaveLength(1)
  expect(gateway.log()).toContain('it ended within the header')
})

test('a header that does not come is waited for as long as for headers, and an empty check says nothing', async () => {
  const patient = await start()
  const check = await openSocket(patient.port)
  check.end()
  expect(await received(check)).toBe('')
  expect(patient.log()).not.toContain('PROXY_HEADER_INVALID')
  const gateway = await start({}, { headersTimeout: '200ms' })
  const silent = await openSocket(gateway.port)
  silent.write('PROXY TCP4 ')
  expect(await received(silent)).toBe('')
  expect(gateway.log()).toContain('it did not come in time')
})

test('a peer that is not trusted is closed whatever it sends', async () => {
  const gateway = await start({ trustedProxies: ['127.0.0.2'] })
  const socket = await openSocket(gateway.port)
  socket.write(`${textHeader}${installRequest(gateway)}`)
  expect(await received(socket)).toBe('')
  expect(gateway.log()).toContain('PROXY_PEER_UNTRUSTED')
  const trusted = connect({ port: gateway.port, host: '127.0.0.1', localAddress: '127.0.0.2' })
  await once(trusted, 'connect')
  trusted.write(`${textHeader}${installRequest(gateway)}`)
  expect(await readAnswer(trusted)).toMatchObject({ status: 200 })
})

test('connections that are reset in their header harm nobody, and a stop does not wait for silent ones', async () => {
  const gateway = await start({}, { headersTimeout: '1h', requestTimeout: '1h' })
  for (let round = 0; round < 50; round++) {
    const socket = await openSocket(gateway.port)
    socket.write('PROXY ')
    socket.resetAndDestroy()
  }
  const silent = await openSocket(gateway.port)
  const closed = received(silent)
  const good = await openSocket(gateway.port)
  good.write(`${textHeader}${installRequest(gateway)}`)
  expect(await readAnswer(good)).toMatchObject({ status: 200 })
  await gateway.close()
  expect(await closed).toBe('')
})

test('the limits of HTTP count behind a header', async () => {
  const hasty = await start({}, { headersTimeout: '1s' })
  const slow = await openSocket(hasty.port)
  slow.write(`${textHeader}POST /install HTTP/1.1\r\n`)
  expect(await readAnswer(slow)).toMatchObject({ status: 408, body: { code: 'REQUEST_TIMEOUT' } })
  const gateway = await start({}, { headersTimeout: '1h', requestTimeout: '1h', connections: 2 })
  const held = [await openSocket(gateway.port), await openSocket(gateway.port)]
  const third = await openSocket(gateway.port)
  expect(await received(third)).toBe('')
  expect(held.map(({ closed }) => closed)).toEqual([false, false])
  for (const socket of held) socket.destroy()
})
