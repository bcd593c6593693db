import { gzipSync } from 'node:zlib'
import { exampleInstallKey, makeInstallKey } from '@weaklayer/wire'

/** One way to harm a gateway. */
export interface Attack {
  name: string
  /** What each of its requests must get, see `nameOf`. */
  answers: string
  /** What may become of some: the first ten wrong keys; who goes on sending for long is cut off. */
  also?: string
  /** Requests a second of all its connections together. */
  perSecond: number
  connections: number
  how: Way
}

/**
 * - `events`: a body with a valid token, of one of many sensors, as it is or as gzip.
 * - `request`: a whole request.
 * - `stream`: a head, and that many bytes of spaces behind it, for as long as the gateway reads.
 * - `hold`: connections that send this, and then a byte now and then.
 * - `connect`: connections that are closed again at once.
 */
export type Way =
  | { way: 'events'; body: () => Buffer; encoding: 'gzip' | 'identity' }
  | { way: 'request'; requests: () => Promise<Buffer[]> }
  | { way: 'stream'; head: string; bytes: number }
  | { way: 'hold'; text: string }
  | { way: 'connect' }

const gzip = (body: () => Buffer): Way => ({ way: 'events', body: () => gzipSync(body()), encoding: 'gzip' })
const plain = (text: () => string): Way => ({
  way: 'events',
  body: () => Buffer.from(text()),
  encoding: 'identity',
})

const tooLarge = '413 BODY_TOO_LARGE'
const few = { perSecond: 20, connections: 4 }
const many = { perSecond: 1000, connections: 16 }
const mega = 1_000_000

/** A thousand million letters as gzip are just below the limit of a body; made in pieces, since no Buffer should be that large twice. */
const longString = () => Buffer.concat([Buffer.from('["'), Buffer.alloc(1000 * mega, 'a'), Buffer.from('"]')])
const event = (rest: string) => `[{"type":"Note","time":1763760000000001,${rest}}]`
const keys = (count: number, name: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => `"${name(index)}":0`).join()

export const attacks: readonly Attack[] = [
  {
    name: '100 MB of spaces as gzip',
    answers: tooLarge,
    ...few,
    how: gzip(() => Buffer.alloc(100 * mega, ' ')),
  },
  { name: 'a string of 1 GB as gzip', answers: tooLarge, ...few, how: gzip(longString) },
  {
    name: '8 million brackets as gzip',
    answers: tooLarge,
    ...few,
    how: gzip(() => Buffer.alloc(8 * mega, '[')),
  },
  {
    name: '16 MB of [],[] as gzip',
    answers: tooLarge,
    ...few,
    how: gzip(() => Buffer.from('[],'.repeat(5.3 * mega))),
  },
  { name: '1 MB of brackets', answers: tooLarge, ...few, how: plain(() => '['.repeat(mega)) },
  {
    name: '1 MB of [],[]',
    answers: '413 BATCH_TOO_LARGE',
    ...few,
    how: plain(() => `[${'[],'.repeat(333_000)}[]]`),
  },
  { name: '1 MB of spaces', answers: '400 BATCH_UNREADABLE', ...few, how: plain(() => ' '.repeat(mega)) },
  {
    name: '1 MB of backslashes',
    answers: '400 BATCH_UNREADABLE',
    ...few,
    how: plain(() => `["${'\\'.repeat(mega)}`),
  },
  {
    name: '3,000 new keys',
    answers: '200',
    ...few,
    how: plain(() => event(keys(3000, index => `key ${index}`))),
  },
  {
    name: '40,000 duplicate keys',
    answers: tooLarge,
    ...few,
    how: plain(() => event(keys(40_000, () => 'samename'))),
  },
  {
    name: 'a number of 200,000 digits',
    answers: '200',
    ...few,
    how: plain(() => event(`"number":${'9'.repeat(200_000)}`)),
  },
  {
    name: 'lone surrogates',
    answers: '200',
    ...few,
    how: plain(() => event(`"text":"${'\\ud800'.repeat(7000)}"`)),
  },
  {
    name: '100 MB of spaces, streamed',
    answers: tooLarge,
    also: 'no answer',
    ...few,
    how: { way: 'stream', head: 'POST /install', bytes: 100 * mega },
  },
  {
    name: '500 MB to /install without a token',
    answers: tooLarge,
    also: 'no answer',
    ...few,
    how: { way: 'stream', head: 'POST /install', bytes: 500 * mega },
  },
  {
    name: 'forged tokens',
    answers: '401 TOKEN_INVALID',
    ...many,
    how: { way: 'request', requests: forgedTokens },
  },
  {
    name: 'wrong install keys',
    answers: '429 RATE_LIMITED',
    also: '403 KEY_REFUSED',
    ...many,
    how: { way: 'request', requests: wrongKeys },
  },
  { name: 'connections that are closed at once', answers: 'connected', ...many, how: { way: 'connect' } },
  {
    name: '2,000 connections slow in their headers',
    answers: 'held',
    perSecond: 1000,
    connections: 2000,
    how: { way: 'hold', text: 'POST /events HTTP/1.1\r\nHost: x\r\nX-Slow: ' },
  },
  {
    name: '2,000 connections slow in their body',
    answers: 'held',
    perSecond: 1000,
    connections: 2000,
    how: {
      way: 'hold',
      text: 'POST /install HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 8000\r\n\r\n{',
    },
  },
]

function requestOf(path: string, { token = '', body }: { token?: string; body: string }): Buffer {
  const lines = [`POST ${path} HTTP/1.1`, 'Host: 127.0.0.1', 'Content-Type: application/json']
  if (token !== '') lines.push(`Authorization: Bearer ${token}`)
  return Buffer.from(`${[...lines, `Content-Length: ${body.length}`].join('\r\n')}\r\n\r\n${body}`)
}

/** As a real one looks, each with another signature. */
async function forgedTokens(): Promise<Buffer[]> {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = { group: exampleInstallKey.group, sensor: crypto.randomUUID(), iat: 1, exp: 4_000_000_000 }
  return Array.from({ length: 500 }, () => {
    const mac = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')
    const token = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}.${mac}`
    return requestOf('/events', { token, body: '[]' })
  })
}

async function wrongKeys(): Promise<Buffer[]> {
  const made = await Promise.all(Array.from({ length: 100 }, () => makeInstallKey(exampleInstallKey.group)))
  return made.map(key => requestOf('/install', { body: JSON.stringify({ key, label: 'x' }) }))
}
