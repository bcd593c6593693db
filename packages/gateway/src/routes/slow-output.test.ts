import { Writable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { type Body, enrol, eventsOf, post, startTestGateway } from '../testing/test-gateway.ts'

const mebi = 1_048_576

/** A gateway whose output takes lines only when the test says so. */
async function start() {
  const written: string[] = []
  const held: (() => void)[] = []
  let isSlow = false
  const stdout = new Writable({
    write(chunk, _encoding, done) {
      written.push(String(chunk))
      if (isSlow) held.push(done)
      else done()
    },
  })
  const gateway = await startTestGateway({
    outputs: [{ type: 'stdout' }],
    stdout,
    limits: { inFlightBytes: mebi, inflateRatio: 1000 },
  })
  const { token } = await enrol(gateway)
  const { token: other } = await enrol(gateway)
  written.length = 0
  isSlow = true
  const release = () => {
    isSlow = false
    for (const done of held.splice(0)) done()
  }
  const send = (body: Body, sender = token) =>
    post(`${gateway.url}/events`, {
      headers: {
        authorization: `Bearer ${sender}`,
        ...(typeof body !== 'string' && { 'content-encoding': 'gzip' }),
      },
      body,
    })
  const until = async (lines: number) => {
    while (written.length < lines) await new Promise(resolve => setImmediate(resolve))
  }
  return { send, other, written, release, until }
}

test('two copies of a batch at the same time are acknowledged after one write', async () => {
  const { send, written, release, until } = await start()
  const body = JSON.stringify(eventsOf([1, 2, 3]))
  let answers = 0
  const both = [send(body), send(body)].map(answer => answer.finally(() => answers++))
  await until(1)
  for (let turn = 0; turn < 100; turn++) await new Promise(resolve => setImmediate(resolve))
  expect([written.length, answers]).toEqual([1, 0])
  release()
  for (const answer of await Promise.all(both))
    expect(answer).toMatchObject({ status: 200, body: { accepted: 3 } })
  expect(written.join('').trimEnd().split('\n')).toHaveLength(3)
})

const padded = (bytes: number, seq = 1) => JSON.stringify(eventsOf([seq])).padEnd(bytes)

test('bytes of a batch count, inflated, until its output has them; then there is room again', async () => {
  const { send, other, release, until } = await start()
  const first = send(gzipSync(padded(600_000)) as Buffer<ArrayBuffer>)
  await until(1)
  const room = mebi - 600_000
  for (const body of [padded(room + 1), gzipSync(padded(room + 1)) as Buffer<ArrayBuffer>]) {
    const refused = await send(body, other)
    expect(refused).toMatchObject({ status: 503, body: { code: 'OVERLOADED' } })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(5)
  }
  // A batch that waits for its sensor's turn counts too, as it was sent.
  const waiting = await send(padded(room + 1, 2))
  expect(waiting.body.code).toBe('OVERLOADED')
  const fits = send(padded(room), other)
  release()
  expect([(await first).status, (await fits).status]).toEqual([200, 200])
  expect((await send(padded(mebi, 2))).status).toBe(200)
  expect((await send(`[]`)).status).toBe(200)
})
