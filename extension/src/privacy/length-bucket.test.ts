import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lengthBucket } from './length-bucket.ts'

test.each([
  [3, 0],
  [4, 4],
  [7, 4],
  [8, 8],
  [15, 12],
  [16, 16],
  [33, 32],
  [1024, 1024],
  [2047, 1024],
  [2048, 2048],
  [5000, 4096],
])('%i characters are in the bucket of %i', (characters, bucket) => {
  expect(lengthBucket(characters)).toBe(bucket)
})

test('a bucket is never more than the length, and lengths in order have buckets in order', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e7 }), fc.integer({ min: 0, max: 1e7 }), (one, other) => {
      expect(lengthBucket(one)).toBeLessThanOrEqual(one)
      if (one <= other) expect(lengthBucket(one)).toBeLessThanOrEqual(lengthBucket(other))
    }),
  )
})
