import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTimerHeap } from './timer-heap.ts'

test('what is due first comes out first; of one time, what came in first', () => {
  const times = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 200 })
  fc.assert(
    fc.property(times, given => {
      const heap = createTimerHeap<{ atMs: number; order: number }>()
      const items = given.map((atMs, order) => ({ atMs, order }))
      for (const item of items) heap.push(item)
      const taken = items.map(() => heap.pop())
      expect(taken).toEqual(items.toSorted((one, other) => one.atMs - other.atMs || one.order - other.order))
      expect(heap.peek()).toBeUndefined()
    }),
  )
})

test('what comes in between takes its place', () => {
  const heap = createTimerHeap<{ atMs: number }>()
  for (const atMs of [5, 1, 3]) heap.push({ atMs })
  expect(heap.pop()).toEqual({ atMs: 1 })
  heap.push({ atMs: 2 })
  expect([heap.pop(), heap.pop(), heap.pop(), heap.pop()].map(one => one?.atMs)).toEqual([2, 3, 5, undefined])
})
