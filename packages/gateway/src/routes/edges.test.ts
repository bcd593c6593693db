import { randomBytes } from 'node:crypto'
import { deflateRawSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import {
  type Body,
  enrol,
  epoch,
  eventsOf,
  post,
  startTestGateway,
  type TestGateway,
} from '../testing/test-gateway.ts'

/** `limits.test.ts` and `rates.test.ts` hold the other limits; here stand those of events, enrolments and gzip. */
interface Edge {
  limits?: Record<string, number>
  path?: '/events' | '/install'
  body: (gateway: TestGateway) => Body
  encoding?: 'gzip'
  /** Status and code; with 200 the codes of rejected events. */
  says: [number, ...string[]]
}

/** An event that is exactly so many bytes long as JSON. */
const sized = (bytes: number, seq = 1) => {
  const event = { type: 'Note', time: 1, epoch, seq, list: [] as string[] }
  const piece = 'a'.repeat(1000)
  while (JSON.stringify(event).length + 1010 < bytes) event.list.push(piece)
  event.list.push('')
  event.list.splice(-1, 1, 'a'.repeat(bytes - JSON.stringify(event).length))
  return event
}
const withText = (length: number) => JSON.stringify([{ ...eventsOf([1])[0], text: 'é'.repeat(length) }])
const batch = (events: number) =>
  JSON.stringify(eventsOf(Array.from({ length: events }, (_, index) => index + 1)))
const install = ({ key }: TestGateway, bytes: number) => {
  const bare = JSON.stringify({ key, label: 'x', padding: '' })
  return JSON.stringify({ key, label: 'x', padding: 'a'.repeat(bytes - bare.length) })
}
const gzip = (text: string | Buffer) => gzipSync(text) as Buffer<ArrayBuffer>
const changed = (bytes: Buffer, at: number) => {
  const copy = Buffer.from(bytes) as Buffer<ArrayBuffer>
  copy[at] = (copy[at] ?? 0) ^ 1
  return copy
}
const small = gzip(batch(1))
const join = (...parts: Buffer[]) => Buffer.concat(parts) as Buffer<ArrayBuffer>
const unreadable = (body: Buffer<ArrayBuffer>): Edge => ({
  body: () => body,
  encoding: 'gzip',
  says: [400, 'BATCH_UNREADABLE'],
})
const mebi = 1_048_576

const edges: Record<string, Edge> = {
  'eventBytes, reached': { body: () => JSON.stringify([sized(65_536)]), says: [200] },
  'eventBytes, passed by one: that event only': {
    body: () => JSON.stringify([sized(65_537), sized(100, 2)]),
    says: [200, 'EVENT_TOO_LARGE'],
  },
  'text of four times eventBytes, passed': {
    body: () => JSON.stringify([sized(262_145)]),
    says: [413, 'BODY_TOO_LARGE'],
  },
  'stringLength, reached, in characters': { body: () => withText(8192), says: [200] },
  'stringLength, passed by one: that event only': {
    body: () => withText(8193),
    says: [200, 'EVENT_TOO_LARGE'],
  },
  'batchEvents, reached': { body: () => batch(1000), says: [200] },
  'batchEvents, passed by one': { body: () => batch(1001), says: [413, 'BATCH_TOO_LARGE'] },
  'bodyBytes, reached': { body: () => '[]'.padEnd(mebi), says: [200] },
  'bodyBytes, passed by one': { body: () => '[]'.padEnd(mebi + 1), says: [413, 'BODY_TOO_LARGE'] },
  'inflatedBytes, reached': { body: () => gzip(mixed(4 * mebi)), encoding: 'gzip', says: [200] },
  'inflatedBytes, passed by one': {
    body: () => gzip(mixed(4 * mebi + 1)),
    encoding: 'gzip',
    says: [413, 'BODY_TOO_LARGE'],
  },
  'installBytes, reached': { path: '/install', body: gateway => install(gateway, 8192), says: [200] },
  'installBytes, passed by one': {
    path: '/install',
    body: gateway => install(gateway, 8193),
    says: [413, 'BODY_TOO_LARGE'],
  },
  'installBytes, reached as gzip': {
    path: '/install',
    body: gateway => gzip(install(gateway, 8192)),
    encoding: 'gzip',
    says: [200],
  },
  'installBytes, passed by one as gzip': {
    path: '/install',
    body: gateway => gzip(install(gateway, 8193)),
    encoding: 'gzip',
    says: [413, 'BODY_TOO_LARGE'],
  },
  'one gzip member': { body: () => small, encoding: 'gzip', says: [200] },
  'two gzip members': unreadable(join(small, small)),
  'a gzip member and an empty one': unreadable(join(small, gzip(''))),
  'bytes behind the gzip stream': unreadable(join(small, Buffer.from('x'))),
  'a truncated gzip stream': unreadable(join(small.subarray(0, -9))),
  'a truncated gzip trailer': unreadable(join(small.subarray(0, -1))),
  'a wrong checksum of gzip': unreadable(changed(small, small.length - 8)),
  'a wrong length of gzip': unreadable(changed(small, small.length - 4)),
  'a stream without a gzip header': unreadable(deflateRawSync(batch(1)) as Buffer<ArrayBuffer>),
}

/** A readable body so long that its ratio stays below the limit. */
function mixed(bytes: number): Buffer {
  const noise = randomBytes(48_000).toString('base64').slice(0, 60_000)
  const list = Array.from({ length: 8 }, (_, index) => noise.slice(index * 7500, (index + 1) * 7500))
  const text = JSON.stringify([{ ...eventsOf([1])[0], list }])
  return Buffer.from(text.padEnd(bytes))
}

test.each(Object.entries(edges))('%s', async (_what, { limits, path = '/events', body, encoding, says }) => {
  const gateway = await startTestGateway({ ...(limits && { limits }) })
  const { token } = await enrol(gateway)
  const before = gateway.log().length
  const answer = await post(gateway.url + path, {
    headers: {
      ...(path === '/events' && { authorization: `Bearer ${token}` }),
      ...(encoding && { 'content-encoding': encoding }),
    },
    body: body(gateway),
  })
  const rejected = (answer.body.rejected ?? []) as { code: string }[]
  const codes = answer.status === 200 ? rejected.map(({ code }) => code) : [String(answer.body.code)]
  expect([answer.status, ...codes]).toEqual(says)
  const metrics = await (await fetch(`${gateway.adminUrl}/metrics`)).text()
  const [status, code = 'none'] = says
  const labels = [`route="${path}"`, `status="${status}"`, status === 200 ? '' : `code="${code}"`]
  const counted = metrics.split('\n').filter(line => line.startsWith('weaklayer_requests_total{'))
  expect(counted.filter(line => labels.every(label => line.includes(label)))).toHaveLength(1)
  if (status === 200 && path === '/events')
    expect(metrics).toContain(`weaklayer_events_total{result="rejected"} ${codes.length}`)
  expect(loudLines(gateway.log().slice(before))).toEqual([])
})

test('a thousand refusals leave nothing in the log at its usual level', async () => {
  const gateway = await startTestGateway({ rates: { sensorRequestBurst: 1 } })
  const { token } = await enrol(gateway)
  const before = gateway.log().length
  const send = (body: Body, headers: Record<string, string>) =>
    post(`${gateway.url}/events`, { headers, body })
  const statuses = new Set<number>()
  for (let round = 0; round < 10; round++) {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        index % 2 === 0
          ? send('[', { authorization: `Bearer ${token}` })
          : send('[]', { authorization: 'Bearer a.b.c', 'x-long': 'a'.repeat(4000) }),
      ),
    )
    for (const { status } of answers) statuses.add(status)
  }
  expect([...statuses].sort()).toEqual([400, 401, 429])
  expect(loudLines(gateway.log().slice(before))).toEqual([])
})

/** Lines that an administrator sees at the level `info`; a test gateway logs more. */
function loudLines(log: string): string[] {
  const lines = log.split('\n').filter(line => line !== '')
  return lines.filter(line => (JSON.parse(line) as { level: number }).level >= 30)
}
