import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Body, enrol, post, sendEvents, startTestGateway } from '../testing/test-gateway.ts'

const mebi = 1_048_576
const start = async () => {
  const gateway = await startTestGateway()
  return { gateway, ...(await enrol(gateway)) }
}

const gzip = (body: Buffer<ArrayBuffer>) => ({
  body: gzipSync(body) as Buffer<ArrayBuffer>,
  headers: { 'content-encoding': 'gzip' },
})
const repeated = (text: string, bytes: number) => Buffer.from(text.repeat(Math.ceil(bytes / text.length)))

interface Hostile {
  body: Body
  headers?: Record<string, string>
}

const bodies: Record<string, () => Hostile> = {
  'a bomb of 200 MiB of spaces': () => gzip(Buffer.alloc(200 * mebi, ' ')),
  '16 MiB of `[],[]`': () => gzip(repeated('[],', 16 * mebi)),
  '4 MiB of `[],[]` that hardly compresses': () => ({
    body: gzipSync(repeated('[],', 4 * mebi - 10), { level: 0 }) as Buffer<ArrayBuffer>,
    headers: { 'content-encoding': 'gzip' },
  }),
  '8 million brackets': () => gzip(repeated('[', 8_000_000)),
  'a string of 100 MiB': () => gzip(Buffer.from(`["${'a'.repeat(100 * mebi)}"]`)),
  '1 MiB of brackets': () => ({ body: '['.repeat(mebi) }),
  '1 MiB of backslashes': () => ({ body: `["${'\\'.repeat(mebi - 10)}` }),
  '1 MiB of spaces': () => ({ body: ' '.repeat(mebi) }),
  'numbers of a million digits': () => ({ body: `[{"type":"Note","time":${'9'.repeat(1_000_000)}}]` }),
  '40,000 keys': () => ({
    body: `[{${Array.from({ length: 40_000 }, (_, index) => `"k${index}":0`).join(',')}}]`,
  }),
  '10 MiB of plain text': () => ({ body: ' '.repeat(10 * mebi) }),
}

test.each(Object.entries(bodies))('%s is answered within bounds', async (_what, make) => {
  const { gateway, token } = await start()
  const { body, headers = {} } = make()
  const before = process.memoryUsage().rss
  const started = process.threadCpuUsage()
  // A sender that goes on beyond what is read may see the connection end instead of the answer.
  const answer = await post(`${gateway.url}/events`, {
    headers: { authorization: `Bearer ${token}`, ...headers },
    body,
  }).catch(() => undefined)
  const used = process.threadCpuUsage(started)
  expect([400, 413, 200, undefined]).toContain(answer?.status)
  if (answer?.status === 200) expect(answer.body).toMatchObject({ accepted: 0 })
  expect(process.memoryUsage().rss - before).toBeLessThan(128 * mebi)
  // Processor time of client and gateway together, whatever else the machine does; unbounded, these cost seconds.
  expect((used.user + used.system) / 1000).toBeLessThan(500)
  expect((await sendEvents(gateway, token, [])).status).toBe(200)
})

test('whatever the body is, the answer is one of the gateway and the gateway lives on', async () => {
  const { gateway, token } = await start()
  const pieces = fc.constantFrom(
    '[',
    ']',
    '{',
    '}',
    '"',
    ',',
    ':',
    '\\',
    '\\u',
    'd800',
    '"type":',
    '"Note"',
    '"time":',
    '1',
    '1e999',
    '"__proto__":',
    'null',
    ' ',
    '\0',
    'é',
  )
  await fc.assert(
    fc.asyncProperty(fc.array(pieces, { maxLength: 40 }), async parts => {
      const answer = await sendEvents(gateway, token, parts.join(''))
      expect([200, 400, 413]).toContain(answer.status)
      if (answer.status !== 200)
        expect(answer.body).toMatchObject({ code: expect.any(String), todo: expect.any(String) })
    }),
    { numRuns: 300 },
  )
})

test('whatever bytes say they are gzip, the gateway lives on', async () => {
  const { gateway, token } = await start()
  const good = gzipSync('[]')
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), fc.nat(good.length), async (bytes, at) => {
      const body = Buffer.concat([good.subarray(0, at), bytes]) as Buffer<ArrayBuffer>
      const headers = { authorization: `Bearer ${token}`, 'content-encoding': 'gzip' }
      expect([200, 400, 413]).toContain((await post(`${gateway.url}/events`, { headers, body })).status)
    }),
    { numRuns: 200 },
  )
})
