import { afterAll, expect, test } from 'vitest'
import { allFaults } from './all-faults.ts'
import { formatResult, formatTotal, heading } from './format-results.ts'
import { minimums, shortfalls } from './minimums.ts'
import type { FaultResult } from './run-fault.ts'
import { runFaults } from './run-faults.ts'

const limitMs = 600_000
const seed = Math.floor(Math.random() * 2 ** 31)
const waiting = new Map(allFaults.map(({ name }) => [name, Promise.withResolvers<FaultResult>()]))

/** All of them are under way while their tests wait; see main.ts for the same with larger numbers. */
const running = runFaults(allFaults, {
  size: 'short',
  seed,
  isWhole: true,
  onResult: result => waiting.get(result.name)?.resolve(result),
})

test.each(allFaults)(
  '$title: nothing is missing, nothing doubled',
  { timeout: limitMs },
  async ({ name }) => {
    const result = await waiting.get(name)?.promise
    expect(result?.problems, `npm run faults -- --short --seed ${seed} --only ${name}`).toEqual([])
  },
)

test('every fault really happened, as often as it must', { timeout: limitMs }, async () => {
  const { results } = await running
  expect(shortfalls(results, minimums.short, true)).toEqual([])
})

afterAll(async () => {
  const { results } = await running
  console.log([`seed ${seed}`, heading, ...results.map(formatResult), formatTotal(results)].join('\n'))
}, limitMs)
