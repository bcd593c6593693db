import { readdirSync } from 'node:fs'
import { Agent, request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { makeInstallKey } from '@weaklayer/wire'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openSocket, readAnswer } from '../testing/raw-socket.ts'
import { spawnGateway } from '../testing/spawn-gateway.ts'
import {
  enrol,
  eventsOf,
  linesOf,
  type TestOptions,
  temporaryDirectory,
  testConfig,
} from '../testing/test-gateway.ts'

// Processes start and stop here; on a busy machine that takes its time.
vi.setConfig({ testTimeout: 120_000 })

/** A gateway of its own process, with a sensor. */
async function start(options: TestOptions = {}) {
  const directory = await temporaryDirectory()
  const key = await makeInstallKey()
  const events = join(directory, 'events')
  const config = await testConfig({ ...options, directory: events, key })
  const child = await spawnGateway(config, directory)
  const { token } = await enrol({ ...child, key })
  return { ...child, token, directory: events, group: key.group }
}

type Started = Awaited<ReturnType<typeof start>>

const ready = async ({ adminUrl }: Started) => {
  const status = await fetch(`${adminUrl}/readyz`).then(
    answer => answer.status,
    () => 0,
  )
  return status === 200
}

interface Sent {
  status: number
  closes: boolean
  isReused: boolean
}

/** Sends one event over a connection that is kept alive; a failed request rejects. */
function send(gateway: Started, agent: Agent, seq: number): Promise<Sent> {
  const body = JSON.stringify(eventsOf([seq]))
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${gateway.token}`,
    'content-length': body.length,
  }
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${gateway.url}/events`, { method: 'POST', agent, headers }, response => {
      response.resume().once('end', () => {
        const closes = response.headers.connection === 'close'
        resolve({ status: response.statusCode ?? 0, closes, isReused: request.reusedSocket })
      })
    })
    request.once('error', reject).end(body)
  })
}

test('a stop under load fails no request of clients that heed readiness', async () => {
  const gateway = await start({
    drain: { grace: '1s' },
    rates: { sensorRequestBurst: 1_000_000 },
  })
  const agent = new Agent({ keepAlive: true })
  onTestFinished(() => agent.destroy())
  const sent: Sent[] = []
  const state = { isReady: await ready(gateway), seq: 0, isStopping: false }
  const watch = async () => {
    while (state.isReady) state.isReady = await ready(gateway)
  }
  const load = async () => {
    while (state.isReady) {
      sent.push(await send(gateway, agent, ++state.seq))
      if (state.seq > 300 && !state.isStopping) {
        state.isStopping = true
        gateway.kill('SIGTERM')
      }
    }
  }
  await Promise.all([watch(), ...Array.from({ length: 8 }, load)])
  expect(await gateway.ended).toBe(0)
  expect(sent.filter(({ status }) => status !== 200)).toEqual([])
  expect(sent.filter(({ isReused }) => isReused).length).toBeGreaterThan(250)
  expect(sent.some(({ closes }) => closes)).toBe(true)
  const stored = linesOf(gateway.directory).filter(({ type }) => type === 'Note')
  expect(stored).toHaveLength(sent.length)
  expect(
    readdirSync(join(gateway.directory, gateway.group)).every(name => /^\d+-\d+\.ndjson$/.test(name)),
  ).toBe(true)
})

test('during the grace requests are served, over new connections too, and each answer closes its connection', async () => {
  const gateway = await start({ drain: { grace: '1h' } })
  const agent = new Agent({ keepAlive: true })
  onTestFinished(() => agent.destroy())
  expect(await ready(gateway)).toBe(true)
  await send(gateway, agent, 1)
  gateway.kill('SIGTERM')
  while (await ready(gateway));
  expect(await send(gateway, agent, 2)).toEqual({ status: 200, closes: true, isReused: true })
  expect(await send(gateway, agent, 3)).toEqual({ status: 200, closes: true, isReused: false })
  expect((await fetch(`${gateway.adminUrl}/livez`)).status).toBe(200)
  gateway.kill('SIGTERM')
  expect(await gateway.ended).toBe(0)
  expect(linesOf(gateway.directory)).toHaveLength(4)
})

test('a second SIGTERM ends grace and requests, and keeps what was acknowledged', async () => {
  const gateway = await start({ drain: { grace: '1h', timeout: '1h' } })
  const agent = new Agent({ keepAlive: true })
  onTestFinished(() => agent.destroy())
  await ready(gateway)
  await send(gateway, agent, 1)
  const slow = await openSocket(Number(new URL(gateway.url).port))
  const cut = readAnswer(slow).catch(() => undefined)
  const head = `POST /events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer ${gateway.token}\r\nContent-Length: 100\r\n\r\n[`
  await new Promise(resolve => slow.write(head, resolve))
  gateway.kill('SIGTERM')
  while (await ready(gateway));
  gateway.kill('SIGTERM')
  expect(await gateway.ended).toBe(0)
  await cut
  expect(linesOf(gateway.directory).map(({ type }) => type)).toEqual(['Install', 'Note'])
  expect(readdirSync(join(gateway.directory, gateway.group))).toEqual([
    expect.stringMatching(/^\d+-\d+\.ndjson$/),
  ])
})
