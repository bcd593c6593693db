import { expect, test } from 'vitest'
import { mostOpenFiles, threadShare } from './disk-share.ts'

test.each([
  [1, 1, 1],
  [4, 2, 1],
  [16, 11, 4],
])('of %i threads required outputs get %i and best-effort ones %i', (threads, required, bestEffort) => {
  expect(threadShare(threads)).toEqual({ required, bestEffort })
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
