import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { systemClock } from '../clock.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { createGroupCommit } from './group-commit.ts'
import { durable, unavailable } from './output.ts'
import { createRounds } from './rounds.ts'

const rounds = createRounds(systemClock(), 0)

test('everything that waits while a commit runs goes out in the next one', async () => {
  const commits: number[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  const group = createGroupCommit({
    rounds,
    commit: async buffers => {
      commits.push(buffers.length)
      if (commits.length === 1) await promise
      return buffers.map(() => durable)
    },
  })
  const first = group.add(Buffer.from('1'))
  await nextTurn()
  const others = Array.from({ length: 2000 }, () => group.add(Buffer.from('x')))
  resolve()
  await Promise.all([first, ...others])
  expect(commits).toEqual([1, 1024, 976])
})

test('each write hears of itself, and a huge one shares no commit with others', async () => {
  const commits: number[][] = []
  const group = createGroupCommit({
    rounds,
    commit: async buffers => {
      commits.push(buffers.map(buffer => buffer.length))
      return buffers.map(buffer => (buffer.length > 100 ? unavailable('ENOSPC') : durable))
    },
  })
  const outcomes = await Promise.all([1, 2, 9_000_000, 3, 4].map(bytes => group.add(Buffer.alloc(bytes))))
  expect(commits).toEqual([[1, 2], [9_000_000], [3, 4]])
  expect(outcomes.map(outcome => outcome.status)).toEqual([
    'durable',
    'durable',
    'unavailable',
    'durable',
    'durable',
  ])
})

test('commits begin five milliseconds apart, but for the first after a rest', async () => {
  const clock = createTestClock(1000)
  const begun: number[] = []
  const group = createGroupCommit({
    rounds: createRounds(clock, 5),
    commit: async buffers => {
      begun.push(clock.nowMs())
      return buffers.map(() => durable)
    },
  })
  const add = () => group.add(Buffer.from('x'))
  await add()
  const soon = [add(), add()]
  await clock.advance(4)
  expect(begun).toEqual([1000])
  await clock.advance(1)
  await Promise.all(soon)
  await clock.advance(100)
  await add()
  expect(begun).toEqual([1000, 1005, 1105])
})
