import { gzipSync } from 'node:zlib'
import { eventsAnswer } from '@weaklayer/wire'
import { batchFixtures, eventFixtures } from '@weaklayer/wire/fixtures'
import { expect, test } from 'vitest'
import {
  type Enrolled,
  enrol,
  epoch,
  eventsOf,
  linesOf,
  post,
  proofFor,
  sendEvents,
  startTestGateway,
  type TestGateway,
} from '../testing/test-gateway.ts'

const start = async (limits: Record<string, unknown> = {}) => {
  const gateway = await startTestGateway({ limits })
  return { gateway, ...(await enrol(gateway)) }
}

const storedOf = (gateway: TestGateway) => linesOf(gateway.directory).filter(line => line.type !== 'Install')
const deadOf = (gateway: TestGateway) => linesOf(gateway.directory, 'dead-letter/*/*.ndjson')

test('an accepted batch is stored as it came, with sensor, group and received', async () => {
  const { gateway, token, sensor } = await start()
  const events = eventsOf([1, 2, 5])
  const answer = await post(`${gateway.url}/events`, {
    headers: { authorization: `Bearer ${token}`, 'content-encoding': 'gzip' },
    body: gzipSync(JSON.stringify(events)),
  })
  expect(answer.body).toEqual({
    ack: { epoch, seq: 5 },
    accepted: 3,
    rejected: [],
    flushAfterMs: expect.any(Number),
  })
  expect(eventsAnswer.safeParse(answer.body).success).toBe(true)
  const group = gateway.key.group
  expect(storedOf(gateway)).toEqual(
    events.map(event => ({ ...event, sensor, group, received: expect.any(Number) })),
  )
})

test('what a body says of sensor, group and received is overwritten', async () => {
  const { gateway, token, sensor } = await start()
  const claims = { sensor: crypto.randomUUID(), group: crypto.randomUUID(), received: 1 }
  await sendEvents(gateway, token, [{ ...eventsOf([1])[0], ...claims }])
  const [stored] = storedOf(gateway)
  expect(stored).toMatchObject({ sensor, group: gateway.key.group })
  expect(Number(stored?.received)).toBeGreaterThan(1_700_000_000_000_000)
})

test('__proto__ and duplicate keys pollute nothing: the one stays as data, of the other the last counts', async () => {
  const { gateway, token } = await start()
  const body = `[{"type":"Note","time":1,"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"a":1,"a":2}]`
  expect((await sendEvents(gateway, token, body)).body.accepted).toBe(1)
  const [stored] = storedOf(gateway)
  expect(Object.hasOwn(stored ?? {}, '__proto__')).toBe(true)
  expect(stored?.a).toBe(2)
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
})

test('an empty batch and a batch without epoch are acknowledged with null', async () => {
  const { gateway, token } = await start()
  expect((await sendEvents(gateway, token, [])).body).toMatchObject({ ack: null, accepted: 0 })
  expect((await sendEvents(gateway, token, [{ type: 'Note', time: 1 }])).body).toMatchObject({
    ack: null,
    accepted: 1,
  })
})

test('a rejected event is in the dead letter with its reason, the others are stored, and ack covers all', async () => {
  const { gateway, token, sensor } = await start()
  const [first, second, third] = eventsOf([1, 2, 3])
  const bad = { ...second, type: 'Window', isTopLevelWindow: 'secret text' }
  const { body } = await sendEvents(gateway, token, [first, bad, { ...third, text: 'a'.repeat(8193) }])
  expect(body).toMatchObject({
    ack: { epoch, seq: 3 },
    accepted: 1,
    rejected: [
      { index: 1, seq: 2, code: 'EVENT_INVALID' },
      { index: 2, seq: 3, code: 'EVENT_TOO_LARGE' },
    ],
  })
  expect(JSON.stringify(body)).not.toContain('secret text')
  expect(storedOf(gateway)).toHaveLength(1)
  const dead = deadOf(gateway)
  expect(dead).toMatchObject([
    { sensor, group: gateway.key.group, code: 'EVENT_INVALID', event: bad },
    { sensor, code: 'EVENT_TOO_LARGE' },
  ])
})

test('a repeated batch is acknowledged the same way and written once, whatever the order of its keys', async () => {
  const { gateway, token } = await start()
  const [first, second] = eventsOf([1, 2])
  const batch = [first, { ...second, type: '' }]
  const once = await sendEvents(gateway, token, batch)
  const reordered = batch.map(event => Object.fromEntries(Object.entries(event ?? {}).reverse()))
  const again = await sendEvents(gateway, token, reordered)
  expect(again.body).toEqual({ ...once.body, flushAfterMs: expect.any(Number) })
  expect(storedOf(gateway)).toHaveLength(1)
  expect(deadOf(gateway)).toHaveLength(1)
})

test('a conflict writes nothing of its batch, and another sensor has ids of its own', async () => {
  const { gateway, token } = await start()
  await sendEvents(gateway, token, eventsOf([2]))
  const conflicting = [eventsOf([1])[0], { ...eventsOf([2])[0], text: 'other' }]
  expect((await sendEvents(gateway, token, conflicting)).status).toBe(409)
  expect(storedOf(gateway).map(event => event.seq)).toEqual([2])
  const other = await enrol(gateway)
  expect((await sendEvents(gateway, other.token, conflicting)).status).toBe(200)
})

const disorder: [string, unknown][] = [
  ['two epochs', [eventsOf([1])[0], { ...eventsOf([2])[0], epoch: 'fedcba9876543210' }]],
  ['seq that repeats', eventsOf([1, 1])],
  ['seq that descends', eventsOf([2, 1])],
  ['seq without epoch', [{ type: 'Note', time: 1, seq: 1 }]],
  ['epoch without seq', [{ type: 'Note', time: 1, epoch }]],
  ['an epoch in capitals', [{ ...eventsOf([1])[0], epoch: 'ABCDEF0123456789' }]],
  ['something that is no event', [1]],
  ['no array', {}],
]

test.each(disorder)('answers 400 to a batch with %s and writes nothing', async (_what, batch) => {
  const { gateway, token } = await start()
  const answer = await sendEvents(gateway, token, batch)
  expect([answer.status, answer.body.code]).toEqual([400, 'BATCH_UNREADABLE'])
  expect(storedOf(gateway)).toEqual([])
})

test.each(Object.entries(eventFixtures))(
  'fixtures of %s are accepted and rejected as both ends agreed',
  async (_type, { valid, invalid }) => {
    const { gateway, token } = await start()
    for (const { name, value } of valid) {
      expect([name, (await sendEvents(gateway, token, [withoutSeq(value)])).body.accepted]).toEqual([name, 1])
    }
    for (const { name, path, value } of invalid) {
      const isOrder = path === 'epoch' || path === 'seq'
      const answer = await sendEvents(gateway, token, [isOrder ? value : withoutSeq(value)])
      // A batch that has no order is refused as a whole; everything else costs its own event only.
      const expected = isOrder ? [400, undefined] : [200, 0]
      expect([name, answer.status, answer.body.accepted]).toEqual([name, ...expected])
    }
    expect(linesOf(gateway.directory).length).toBe(1 + valid.length)
    expect(deadOf(gateway).length).toBeGreaterThan(0)
  },
)

/** Fixtures of one type share an id, which would be a conflict. */
function withoutSeq(value: unknown) {
  const { epoch: _epoch, seq: _seq, ...event } = value as Record<string, unknown>
  return event
}

test('batch fixtures of the wire are taken and refused as both ends agreed', async () => {
  const { gateway } = await start()
  for (const { name, value } of batchFixtures.valid) {
    expect([name, (await sendEvents(gateway, (await enrol(gateway)).token, value)).status]).toEqual([
      name,
      200,
    ])
  }
  for (const { name, value } of batchFixtures.invalid) {
    expect([name, (await sendEvents(gateway, (await enrol(gateway)).token, value)).status]).toEqual([
      name,
      400,
    ])
  }
  expect(Math.min(batchFixtures.valid.length, batchFixtures.invalid.length)).toBeGreaterThan(0)
})

const edges: [string, unknown, string | undefined][] = [
  ['an event of exactly the limit', sized(2000), undefined],
  ['an event of one byte more', sized(2001), 'EVENT_TOO_LARGE'],
  ['a string of exactly the limit', { a: 'é'.repeat(100) }, undefined],
  ['a string of one character more', { a: 'é'.repeat(101) }, 'EVENT_TOO_LARGE'],
  ['a key of one character more', { ['k'.repeat(101)]: 1 }, 'EVENT_TOO_LARGE'],
  ['a lone surrogate', '{"a":"\\ud800"}', 'EVENT_INVALID'],
  ['a lone surrogate as key', '{"\\udc00":1}', 'EVENT_INVALID'],
  ['a surrogate pair', '{"a":"\\ud83d\\ude00"}', undefined],
  ['a number beyond all', '{"a":1e999}', 'EVENT_INVALID'],
  ['an integer that loses digits', '{"a":[9007199254740993]}', 'EVENT_INVALID'],
  ['the largest exact integer', '{"a":9007199254740991}', undefined],
  ['time as text', { time: '1' }, 'EVENT_INVALID'],
  ['time 0', { time: 0 }, 'EVENT_INVALID'],
  ['no type', { type: undefined }, 'EVENT_INVALID'],
  ['type as object', { type: {} }, 'EVENT_INVALID'],
]

/** An event whose JSON text has so many bytes, in strings that are short enough. */
function sized(bytes: number) {
  const event = { type: 'Note', time: 1, a: Array.from({ length: 19 }, () => 'x'.repeat(100)), b: '' }
  return { ...event, b: 'y'.repeat(bytes - JSON.stringify(event).length) }
}

test.each(edges)('%s: %o gives %s', async (_what, fields, code) => {
  const { gateway, token } = await start({ eventBytes: 2000, stringLength: 100 })
  const text =
    typeof fields === 'string' ? fields : JSON.stringify({ type: 'Note', time: 1, ...(fields as object) })
  const event = typeof fields === 'string' ? `{"type":"Note","time":1,${text.slice(1)}` : text
  const { body } = await sendEvents(gateway, token, `[${event}]`)
  expect(body.rejected).toEqual(code === undefined ? [] : [expect.objectContaining({ code })])
  for (const line of [...storedOf(gateway), ...deadOf(gateway)]) expect(line).toBeTypeOf('object')
})

test.each([1000, 1001])('a batch of %i events against the limit of 1,000', async count => {
  const { gateway, token } = await start()
  const seqs = Array.from({ length: count }, (_, index) => index + 1)
  expect((await sendEvents(gateway, token, eventsOf(seqs))).status).toBe(count > 1000 ? 413 : 200)
})

test.each([
  [1024, 200],
  [1025, 413],
])('a body of %i bytes against a limit of 1,024 gives %i', async (bytes, status) => {
  const { gateway, token } = await start({ bodyBytes: 1024 })
  expect((await sendEvents(gateway, token, '[]'.padEnd(bytes))).status).toBe(status)
})

const withProof = async (gateway: TestGateway, { token }: Enrolled, dpop?: string) =>
  post(`${gateway.url}/events`, {
    headers: { authorization: `Bearer ${token}`, ...(dpop !== undefined && { dpop }) },
    body: '[]',
  })

test('where a proof is required, only one of the key of the token counts', async () => {
  const gateway = await startTestGateway({ token: { proof: 'required' } })
  const [own, other] = [await enrol(gateway), await enrol(gateway)]
  expect((await withProof(gateway, own, await proofFor(own.pair, '/events'))).status).toBe(200)
  expect((await withProof(gateway, own, await proofFor(other.pair, '/events'))).body.code).toBe(
    'PROOF_INVALID',
  )
  expect((await withProof(gateway, own, await proofFor(own.pair, '/install'))).body.code).toBe(
    'PROOF_INVALID',
  )
  expect((await withProof(gateway, own)).body.code).toBe('PROOF_INVALID')
  const stale = await proofFor(own.pair, '/events', Date.now() - 90_000_000)
  expect((await withProof(gateway, own, stale)).body.code).toBe('CLOCK_SKEW')
})

test('extensions may ask before they send, pages may not', async () => {
  const { gateway } = await start()
  for (const path of ['/install', '/events']) {
    for (const origin of ['chrome-extension://abcdefghijklmnop', 'moz-extension://12ab-34cd']) {
      const answer = await fetch(gateway.url + path, { method: 'OPTIONS', headers: { origin } })
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([204, origin])
      expect(answer.headers.get('access-control-allow-headers')).toContain('dpop')
    }
    const page = await fetch(gateway.url + path, {
      method: 'OPTIONS',
      headers: { origin: 'https://example.com' },
    })
    expect([page.status, page.headers.get('access-control-allow-origin')]).toEqual([405, null])
  }
})

test.each(['/', '/license'])('GET %s shows product, version, licence and sources', async path => {
  const { gateway } = await start()
  const answer = await fetch(gateway.url + path)
  const text = await answer.text()
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
  for (const part of ['Weaklayer gateway', 'Version 0.1.0', 'Apache-2.0', '@weaklayer/gateway'])
    expect(text).toContain(part)
})
