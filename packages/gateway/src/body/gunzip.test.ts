import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { gunzip, gunzipAside } from './gunzip.ts'

const text = Buffer.from(JSON.stringify([{ type: 'Note', time: 1 }]))
const body = gzipSync(text)
const changed = (at: number) => {
  const copy = Buffer.from(body)
  copy[at] = (copy[at] ?? 0) ^ 1
  return copy
}

test('inflates what gzip made, whatever it is, here or aside', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), async bytes => {
      const outcome = { status: 'ok', bytes: Buffer.from(bytes) }
      expect(gunzip(gzipSync(bytes), 5000)).toEqual(outcome)
      expect(await gunzipAside(gzipSync(bytes), 5000)).toEqual(outcome)
    }),
  )
})

test('reads every optional part of a header', () => {
  const deflated = deflateRawSync(text)
  const trailer = body.subarray(-8)
  const header = Buffer.from([0x1f, 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3, 2, 0, 65, 66])
  const made = Buffer.concat([header, Buffer.from('name\0comment\0'), Buffer.from([0, 0]), deflated, trailer])
  expect(gunzip(made, 1000)).toEqual({ status: 'ok', bytes: text })
})

const refused: [string, Buffer][] = [
  ['two members', Buffer.concat([body, body])],
  ['trailing bytes', Buffer.concat([body, Buffer.from('x')])],
  ['trailing zeros', Buffer.concat([body, Buffer.alloc(4)])],
  ['a cut trailer', body.subarray(0, -1)],
  ['a cut stream', body.subarray(0, 20)],
  ['a header only', body.subarray(0, 10)],
  ['nothing', Buffer.alloc(0)],
  ['a wrong checksum', changed(body.length - 8)],
  ['a wrong length', changed(body.length - 4)],
  ['more than it says', Buffer.concat([body.subarray(0, -4), Buffer.from([1, 0, 0, 0])])],
  ['a damaged stream', changed(12)],
  ['zlib instead of gzip', deflateSync(text)],
  ['plain text', text],
  ['a name without end', Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3, 65, 66])],
]

test.each(refused)('refuses %s', async (_what, bytes) => {
  const outcome = gunzip(bytes, 1000)
  expect(outcome.status).toBe('unreadable')
  expect(await gunzipAside(bytes, 1000)).toEqual(outcome)
})

test('any prefix and any changed byte of the stream is refused or gives the same text', () => {
  for (let at = 0; at < body.length; at++) {
    expect(gunzip(body.subarray(0, at), 1000).status).toBe('unreadable')
    const outcome = gunzip(changed(at), 1000)
    if (outcome.status === 'ok') expect(outcome.bytes.equals(text)).toBe(true)
  }
})

test('stops at the limit, to the byte', async () => {
  const bomb = gzipSync(Buffer.alloc(100_000))
  expect(gunzip(bomb, 99_999)).toEqual({ status: 'too_large' })
  expect(gunzip(bomb, 100_000).status).toBe('ok')
  expect(await gunzipAside(bomb, 99_999)).toEqual({ status: 'too_large' })
  expect((await gunzipAside(bomb, 100_000)).status).toBe('ok')
})
