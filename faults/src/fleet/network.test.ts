import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { GatewayAnswer } from './host-messages.ts'
import { createNetwork } from './network.ts'
import { createNetworkClock } from './network-clock.ts'
import { createRequests } from './requests.ts'

async function setUp(luck: number) {
  const server = createServer((_, response) => response.end('{}'))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const requests = createRequests(createNetworkClock(5000), 25_000)
  const network = createNetwork(requests, () => luck)
  onTestFinished(() => {
    network.close()
    server.close()
  })
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const carry = (route: string) =>
    new Promise<GatewayAnswer>(resolve => {
      const request = { method: 'POST' as const, url: `${base}/${route}`, headers: {} }
      network.carry({ is: 'request', host: 0, id: 1, sensor: 1, atMs: 5000, request }, (_, answer) =>
        resolve(answer),
      )
      requests.advance(0)
    })
  return { network, carry }
}

test('an answer to an enrolment is lost only after the gateway gave it', async () => {
  const { network, carry } = await setUp(0.04)
  network.lostInstalls = 0.05
  expect(await carry('install')).toEqual({ status: 'failed', reason: 'network' })
  expect(await carry('events')).toMatchObject({ status: 'answered', http: 200 })
  expect(network.takeLog().requests).toMatchObject([
    { route: 'install', sentAtMs: 5000, outcome: 'lost' },
    { route: 'events', sentAtMs: 5000, outcome: 200 },
  ])
  expect(network.takeLog().requests).toEqual([])
})

test('an enrolment with more luck gets its answer', async () => {
  const { network, carry } = await setUp(0.06)
  network.lostInstalls = 0.05
  expect(await carry('install')).toMatchObject({ status: 'answered', http: 200 })
})
