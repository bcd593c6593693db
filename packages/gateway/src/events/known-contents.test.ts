import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { readContents, recollect } from './known-contents.ts'

const limits = { values: 1000, depth: 10, elements: 1000, elementBytes: 100_000 }
const breathe = async () => undefined
const event = (seq: number, type = 'Window') => ({ type, time: 1, epoch: '00112233445566ff', seq })

function sentOf(events: object[], encoding: 'gzip' | 'identity') {
  const body = Buffer.from(JSON.stringify(events))
  return { sent: encoding === 'gzip' ? gzipSync(body) : body, encoding, bytes: body.length }
}

test('knows what batches said as they were sent, the first of two contents', async () => {
  const newest = sentOf([event(3), event(4, 'Tab')], 'gzip')
  const older = sentOf([event(1), { ...event(3, 'Download'), sensor: 'said by itself' }], 'identity')
  const known = await readContents([newest, older], { limits, breathe })
  expect([...known.keys()].sort()).toEqual([1, 3, 4])
  const told = (given: ReturnType<typeof event>) => recollect(known, given, JSON.stringify(given))
  expect(told(event(1))).toBe('double')
  expect(told(event(2))).toBe('new')
  expect(told(event(3))).toBe('double')
  expect(told(event(4))).toBe('conflict')
  const { seq, epoch, time, type } = event(4, 'Tab')
  expect(told({ seq, epoch, time, type })).toBe('double')
})

test('what the gateway says itself is no content', async () => {
  const known = await readContents([sentOf([{ ...event(1), group: 'x', received: 5 }], 'gzip')], {
    limits,
    breathe,
  })
  expect(known.get(1)).toBe(JSON.stringify(event(1)))
})
