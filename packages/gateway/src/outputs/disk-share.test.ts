import { expect, test } from 'vitest'
import { mostOpenFiles, threadShare } from './disk-share.ts'

test.each([
  [1, 1, 1, 1],
  [4, 0, 3, 0],
  [4, 3, 2, 1],
  [16, 0, 15, 0],
  [16, 1, 14, 1],
  [16, 9, 11, 4],
])('of %i threads, with %i best-effort outputs, required ones get %i and those %i', (...row) => {
  const [threads, outputs, required, bestEffort] = row
  expect(threadShare(threads, outputs)).toEqual({ required, bestEffort })
})

test.each([
  [16, 8],
  [256, 64],
  [1024, 256],
  [1_048_576, 1024],
  [Number.POSITIVE_INFINITY, 1024],
])('of %d open files event files get %i', (limit, most) => {
  expect(mostOpenFiles(limit)).toBe(most)
})
