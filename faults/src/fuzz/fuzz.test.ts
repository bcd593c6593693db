import { expect, test } from 'vitest'
import { fuzzTarget } from './fuzz-target.ts'
import { makeInput } from './make-input.ts'
import type { Target } from './target.ts'
import { inputsOf, targets } from './targets.ts'

const seed = 1
const inputs = 25_000

test.each(targets.map(target => [target.name, target] as const))(
  '%s takes whatever comes',
  async (_name, target) => {
    expect(await fuzzTarget(target, { seed, inputs: inputsOf(target, inputs, targets) })).toEqual([])
  },
  120_000,
)

const planted = (run: (text: string) => string | undefined): Target => ({
  name: 'planted',
  share: 1,
  corpus: ['{"type":"Note"}', 'abc'],
  open: async () => ({ run: input => run(input.toString('latin1')), takeLog: () => '' }),
})
const plan = { seed, inputs: 3000 }

test('a planted crash is found, with the smallest input that shows it', async () => {
  const target = planted(text => {
    if (text.includes('][')) throw new RangeError('planted')
    return undefined
  })
  const [finding] = await fuzzTarget(target, plan)
  expect(finding).toMatchObject({
    target: 'planted',
    seed,
    what: expect.stringContaining('RangeError: planted'),
  })
  expect(finding?.input?.toString()).toBe('][')
  expect(makeInput(target, seed, finding?.number ?? 0).toString('latin1')).toContain('][')
})

test('a planted slowness is found, in processor time', async () => {
  const target = planted(text => {
    const began = process.threadCpuUsage().user
    while (text.startsWith('{{') && process.threadCpuUsage().user - began < 60_000);
    return undefined
  })
  const [finding] = await fuzzTarget(target, { seed, inputs: 600 })
  expect(finding?.what).toContain('slow')
}, 120_000)

test('planted rejections, growth and leaks are found', async () => {
  const kept: number[][] = []
  const target: Target = {
    ...planted(() => undefined),
    open: async () => ({
      run(input) {
        kept.push(Array(6000).fill(kept.length + 0.5))
        if (input.length === 1) void Promise.reject(new Error('planted'))
        return undefined
      },
      takeLog: () => 'a canary sings',
      secrets: ['canary'],
    }),
  }
  // The test runner would take the planted rejection for one of its own.
  const listeners = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection')
  const whats = (await fuzzTarget(target, plan)).map(({ what }) => what)
  for (const listener of listeners) process.on('unhandledRejection', listener)
  expect(whats).toContainEqual(expect.stringMatching(/^unhandled rejection: Error: planted/))
  expect(whats).toContainEqual(expect.stringMatching(/^a secret stands in the log/))
  expect(whats).toContainEqual(expect.stringMatching(/^memory grew by/))
})
