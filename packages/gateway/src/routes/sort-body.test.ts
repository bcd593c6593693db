import { makeInstallKey } from '@weaklayer/wire'
import { expect, test, vi } from 'vitest'
import { createHold, createInFlight } from '../body/in-flight.ts'
import { createKnownShapes } from '../events/known-shapes.ts'
import { createRecentBatches } from '../events/recent-batches.ts'
import { createRates } from '../rates/gateway-rates.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { testConfig } from '../testing/test-gateway.ts'
import { createTurns } from '../turns.ts'
import { sortBody } from './sort-body.ts'

const group = crypto.randomUUID()
const batch = (name: string, events: number) =>
  Buffer.from(
    JSON.stringify(Array.from({ length: events }, () => ({ type: name, time: 1, text: 'x'.repeat(1000) }))),
  )

/** Sorts batches at the same time and returns whose text was parsed, turn by turn. */
async function parsedInOrder(batches: [string, number][]): Promise<string[]> {
  const config = await testConfig({ directory: '/events', key: await makeInstallKey() })
  const rates = createRates(config.rates, createTestClock(0))
  const parts = {
    config,
    rates,
    recent: createRecentBatches(1000),
    shapes: createKnownShapes(),
    lanes: createTurns(),
  }
  const inFlight = createInFlight(100_000_000)
  const order: string[] = []
  const parse = JSON.parse
  const spy = vi.spyOn(JSON, 'parse').mockImplementation(text => {
    order.push(/"type":"(\w+)"/.exec(String(text))?.[1] ?? '')
    return parse(text) as unknown
  })
  const sorting = batches.map(([name, events]) => {
    const body = {
      sent: batch(name, events),
      encoding: 'identity' as const,
      hold: createHold(inFlight),
      countedBytes: 0,
    }
    return sortBody(body, { sensor: crypto.randomUUID(), group, receivedUs: 1 }, parts)
  })
  const sorted = await Promise.all(sorting)
  spy.mockRestore()
  expect(sorted.every(({ status }) => status === 'sorted')).toBe(true)
  return order
}

test('large bodies are parsed one after the other, small ones in between', async () => {
  const order = await parsedInOrder([
    ['first', 300],
    ['second', 300],
    ['small', 10],
  ])
  const large = order.filter(name => name !== 'small')
  expect(large.length).toBeGreaterThanOrEqual(8)
  expect(large.lastIndexOf('first')).toBeLessThan(large.indexOf('second'))
  expect(order.indexOf('small')).toBeLessThan(order.lastIndexOf('first'))
})
