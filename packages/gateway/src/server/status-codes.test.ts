import { Writable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import {
  type ErrorCode,
  errorAnswer,
  errorCodes,
  makeInstallKey,
  makeSensorKeyPair,
  type SensorKeyPair,
} from '@weaklayer/wire'
import { expect, test } from 'vitest'
import { openSocket, type RawAnswer, readAnswer } from '../testing/raw-socket.ts'
import { makeAuthority } from '../testing/test-certificates.ts'
import {
  type Body,
  enrol,
  eventsOf,
  post,
  proofFor,
  sendEvents,
  startTestGateway,
  type TestGateway,
  temporaryDirectory,
} from '../testing/test-gateway.ts'

interface Answer {
  status: number
  body: Record<string, unknown>
}

const batch = (gateway: TestGateway, headers: Record<string, string>, body: Body = '[]') =>
  post(`${gateway.url}/events`, { headers, body })

const withToken = async (gateway: TestGateway, body: Body, headers: Record<string, string> = {}) =>
  batch(gateway, { authorization: `Bearer ${(await enrol(gateway)).token}`, ...headers }, body)

const install = async (gateway: TestGateway, pair: SensorKeyPair, proofMs = Date.now()) =>
  await post(`${gateway.url}/install`, {
    headers: { dpop: await proofFor(pair, '/install', proofMs) },
    body: JSON.stringify({ key: gateway.key, label: 'x' }),
  })

const withHeaders = async (gateway: TestGateway, method: string, path: string): Promise<Answer> => {
  const response = await fetch(gateway.url + path, { method })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

const rawly = async (gateway: TestGateway, text: string): Promise<RawAnswer> => {
  const socket = await openSocket(gateway.port)
  socket.write(text)
  return await readAnswer(socket)
}

const atRedirect = async (text: string): Promise<RawAnswer> => {
  const https = makeAuthority(await temporaryDirectory()).issue('gateway')
  const { redirectPort = 0 } = await startTestGateway({ api: { https, redirect: { port: 0 } } })
  const socket = await openSocket(redirectPort)
  socket.write(text)
  return await readAnswer(socket)
}

const head = (token: string, length: number) =>
  `POST /events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer ${token}\r\nContent-Length: ${length}\r\n\r\n`

const ways: Record<ErrorCode, () => Promise<Answer>> = {
  BATCH_UNREADABLE: async () => withToken(await startTestGateway(), '[{"type":'),
  REQUEST_UNREADABLE: async () => rawly(await startTestGateway(), 'this is no HTTP\r\n\r\n'),
  HTTPS_REQUIRED: () =>
    atRedirect('POST /events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'),
  HOST_NOT_SERVED: () => atRedirect('GET / HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n'),
  KEY_INVALID: async () => {
    const gateway = await startTestGateway()
    const key = { ...gateway.key, checksum: (await makeInstallKey()).checksum }
    return await post(`${gateway.url}/install`, { body: JSON.stringify({ key, label: 'x' }) })
  },
  TOKEN_MISSING: async () => batch(await startTestGateway(), {}),
  TOKEN_INVALID: async () => batch(await startTestGateway(), { authorization: 'Bearer a.b.c' }),
  TOKEN_EXPIRED: async () => {
    let nowMs = Date.now() - 40 * 86_400_000
    const gateway = await startTestGateway({ now: () => nowMs })
    const { body } = await install(gateway, await makeSensorKeyPair(), nowMs)
    nowMs = Date.now()
    return await sendEvents(gateway, String(body.token), [])
  },
  PROOF_INVALID: async () => {
    const gateway = await startTestGateway({ token: { proof: 'required' } })
    return await withToken(gateway, '[]')
  },
  CLOCK_SKEW: async () => {
    return await install(await startTestGateway(), await makeSensorKeyPair(), Date.now() - 25 * 3_600_000)
  },
  KEY_REFUSED: async () => {
    const gateway = await startTestGateway()
    return await post(`${gateway.url}/install`, {
      body: JSON.stringify({ key: await makeInstallKey(), label: 'x' }),
    })
  },
  SENSOR_REVOKED: async () => {
    const pair = await makeSensorKeyPair()
    const first = await startTestGateway()
    const { sensor } = await enrol(first, pair)
    const { directory, key } = { directory: await temporaryDirectory(), key: first.key }
    const second = await startTestGateway({ directory, key, revocation: { entries: [{ sensor }] } })
    return await install(second, pair)
  },
  NOT_FOUND: async () => withHeaders(await startTestGateway(), 'GET', '/nothing'),
  METHOD_NOT_ALLOWED: async () => withHeaders(await startTestGateway(), 'GET', '/events'),
  REQUEST_TIMEOUT: async () => {
    const gateway = await startTestGateway({ limits: { headersTimeout: '100ms', requestTimeout: '200ms' } })
    return await rawly(gateway, `${head((await enrol(gateway)).token, 100)}[`)
  },
  SEQ_CONFLICT: async () => {
    const gateway = await startTestGateway()
    const { token } = await enrol(gateway)
    await sendEvents(gateway, token, eventsOf([1]))
    return await sendEvents(gateway, token, [{ ...eventsOf([1])[0], text: 'other' }])
  },
  BODY_TOO_LARGE: async () => withToken(await startTestGateway(), ' '.repeat(1_048_577)),
  BATCH_TOO_LARGE: async () => {
    const seqs = Array.from({ length: 1001 }, (_, index) => index + 1)
    return await withToken(await startTestGateway(), JSON.stringify(eventsOf(seqs)))
  },
  CONTENT_TYPE_UNSUPPORTED: async () =>
    withToken(await startTestGateway(), '[]', { 'content-type': 'text/plain' }),
  HEADERS_TOO_LARGE: async () =>
    rawly(await startTestGateway(), `GET / HTTP/1.1\r\nx: ${'a'.repeat(9000)}\r\n\r\n`),
  RATE_LIMITED: async () => {
    const gateway = await startTestGateway({ rates: { sensorRequestBurst: 1 } })
    const { token } = await enrol(gateway)
    expect((await sendEvents(gateway, token, [])).status).toBe(200)
    return await sendEvents(gateway, token, [])
  },
  INTERNAL: async () => {
    let works = true
    const now = () => {
      if (works) return Date.now()
      throw new Error('the inner reason')
    }
    const gateway = await startTestGateway({ now })
    works = false
    const answer = await batch(gateway, {})
    works = true
    expect(gateway.log()).toContain('the inner reason')
    return answer
  },
  OUTPUT_UNAVAILABLE: async () => {
    const stdout = new Writable({ write: (_chunk, _encoding, done) => done(new Error('gone')) })
    const gateway = await startTestGateway({ outputs: [{ type: 'stdout' }], stdout })
    return await post(`${gateway.url}/install`, { body: JSON.stringify({ key: gateway.key, label: 'x' }) })
  },
  OVERLOADED: async () => {
    const gateway = await startTestGateway({ limits: { inFlightBytes: 1_048_576 } })
    const { token } = await enrol(gateway)
    const slow = await openSocket(gateway.port)
    slow.write(head(token, 1_048_576))
    await new Promise(resolve => slow.write(' '.repeat(1_000_000), resolve))
    const answer = await untilOverloaded(() => sendEvents(gateway, token, `[]${' '.repeat(200_000)}`))
    slow.destroy()
    return answer
  },
  DRAINING: async () => {
    const gateway = await startTestGateway()
    const { token } = await enrol(gateway)
    const text = head(token, 2)
    const socket = await openSocket(gateway.port)
    const answer = readAnswer(socket)
    await new Promise(resolve => socket.write(text.slice(0, 40), resolve))
    // The gateway must have the first half before it stops listening.
    await fetch(gateway.url)
    gateway.hurry()
    socket.write(`${text.slice(40)}[]`)
    await gateway.close()
    return await answer
  },
}

/** The slow body arrives in the gateway's own time; each try before that is a valid batch. */
async function untilOverloaded(send: () => Promise<Answer>): Promise<Answer> {
  for (let round = 0; round < 400; round++) {
    const answer = await send()
    if (answer.status !== 200) return answer
    // Tries without a pause would be over before the gateway got to the other connection.
    await pause(25)
  }
  throw new Error('never overloaded')
}

test.each(Object.entries(ways))('answers %s with its status, a message and what to do', async (code, way) => {
  const answer = await way()
  expect(answer.body).toMatchObject({ code, todo: errorCodes[code as ErrorCode].todo })
  expect(answer.status).toBe(errorCodes[code as ErrorCode].status)
  expect(errorAnswer.safeParse(answer.body).success).toBe(true)
  expect(JSON.stringify(answer.body)).not.toContain('the inner reason')
})

test('answers that are to be repeated say when', async () => {
  const stdout = new Writable({ write: (_chunk, _encoding, done) => done(new Error('gone')) })
  const gateway = await startTestGateway({ outputs: [{ type: 'stdout' }], stdout })
  const answer = await post(`${gateway.url}/install`, {
    body: JSON.stringify({ key: gateway.key, label: 'x' }),
  })
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
})

const alsoUnsupported: Record<string, string>[] = [
  { 'content-encoding': 'br' },
  { 'content-type': 'application/json5' },
  { 'content-type': 'garbage' },
]

test.each(alsoUnsupported)('answers 415 to %o', async headers => {
  const answer = await withToken(await startTestGateway(), '[]', headers)
  expect([answer.status, answer.body.code]).toEqual([415, 'CONTENT_TYPE_UNSUPPORTED'])
})

const alsoTooLarge: [string, Body, Record<string, string>][] = [
  ['more inflated bytes', gzipSync(' '.repeat(4_194_305), { level: 0 }), { 'content-encoding': 'gzip' }],
  ['a higher ratio', gzipSync(`[${' '.repeat(1_000_000)}]`), { 'content-encoding': 'gzip' }],
  ['more values', `[${'[],'.repeat(200_000)}[]]`, {}],
  ['more depth', `${'['.repeat(9)}${']'.repeat(9)}`, {}],
]

test.each(alsoTooLarge)('answers 413 to %s', async (_what, body, headers) => {
  const gateway = await startTestGateway({ limits: { bodyBytes: 5_000_000, batchEvents: 1_000_000 } })
  const answer = await withToken(gateway, body, headers)
  expect([answer.status, answer.body.code]).toEqual([413, 'BODY_TOO_LARGE'])
})

test('a sender of up to 1 MiB too much still reads the answer to its end', async () => {
  const gateway = await startTestGateway()
  const socket = await openSocket(gateway.port)
  socket.write(`POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n`)
  socket.write(' '.repeat(1_048_577))
  const answer = await readAnswer(socket)
  expect([answer.status, answer.body.code]).toEqual([415, 'CONTENT_TYPE_UNSUPPORTED'])
  expect(answer.head).toMatch(/connection: close/i)
})

test('after an early answer whose body was read to its end the connection is used again', async () => {
  const gateway = await startTestGateway()
  const socket = await openSocket(gateway.port)
  const request = `POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nabcd`
  socket.write(request + request.replace('Host: x', 'Connection: close'))
  const { head: first } = await readAnswer(socket)
  expect(first).toMatch(/connection: keep-alive/i)
})
