import { expect, test } from 'vitest'
import { isInOrder } from './batch-parts.ts'

const slice = (minReceived: number, maxReceived: number) => ({ minReceived, maxReceived })

test.each([
  ['one slice', [slice(5, 9)], true],
  ['events of one moment', [slice(5, 5), slice(5, 5)], true],
  ['slices that follow each other', [slice(0, 10), slice(10, 20), slice(20, 30)], true],
  ['slices that follow each other backwards', [slice(20, 30), slice(10, 20), slice(0, 10)], true],
  ['a few events that stand elsewhere', [slice(0, 10), slice(10, 20), slice(0, 30)], true],
  ['events in any order', [slice(0, 30), slice(1, 29), slice(0, 28)], false],
])('%s: whether they are in order', (_, slices, inOrder) => {
  expect(isInOrder(slices)).toBe(inOrder)
})
