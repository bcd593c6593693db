import { expect, test } from 'vitest'
import type { FrameReport } from '../protocol.ts'
import { createOutbox, maxKept } from './outbox.ts'

const location: FrameReport = { kind: 'WindowLocation', href: 'https://example.com/' }
const text: FrameReport = {
  kind: 'TextInput',
  location: 2,
  text: 'word',
  field: 'line',
  inputType: 'text',
  filled: false,
}

test('numbers from 1 and gives each message out once', () => {
  const outbox = createOutbox()

  expect([outbox.add({ kind: 'Window' }, 10), outbox.add(location, 11)]).toEqual([1, 2])
  expect(outbox.take()).toEqual([
    { n: 1, atMs: 10, acked: 0, report: { kind: 'Window' } },
    { n: 2, atMs: 11, acked: 0, report: location },
  ])
  expect(outbox.take()).toEqual([])
})

test('gives out again what was not acknowledged, in order, and nothing else', () => {
  const outbox = createOutbox()
  for (const atMs of [1, 2, 3]) outbox.add(location, atMs)
  outbox.take()
  outbox.acknowledge(1)

  outbox.rewind()

  expect(outbox.take().map(({ n, acked }) => [n, acked])).toEqual([
    [2, 1],
    [3, 1],
  ])
})

test('keeps at most 256, and gives up the oldest text before any address, and the Window never', () => {
  const outbox = createOutbox()
  outbox.add({ kind: 'Window' }, 0)
  outbox.add(location, 0)
  outbox.add(text, 0)
  for (let count = 3; count < maxKept + 1; count += 1) outbox.add(location, 0)

  expect(outbox.size()).toBe(256)
  expect(
    outbox
      .take()
      .slice(0, 3)
      .map(({ n }) => n),
  ).toEqual([1, 2, 4])

  outbox.add(location, 0)
  outbox.rewind()
  expect(
    outbox
      .take()
      .slice(0, 3)
      .map(({ n }) => n),
  ).toEqual([1, 4, 5])
})

test('never gives up the newest: the worker sees the gap by it', () => {
  const outbox = createOutbox()
  outbox.add({ kind: 'Window' }, 0)
  for (let count = 1; count < maxKept; count += 1) outbox.add(location, 0)

  const last = outbox.add(text, 0)

  const kept = outbox.take().map(({ n }) => n)
  expect(kept).toHaveLength(256)
  expect(kept.slice(0, 2)).toEqual([1, 3])
  expect(kept.at(-1)).toBe(last)
})
