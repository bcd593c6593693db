import { Writable } from 'node:stream'
import { makeInstallKey } from '@weaklayer/wire'
import { expect, test, vi } from 'vitest'
import { spawnGateway } from '../testing/spawn-gateway.ts'
import {
  eventsOf,
  linesOf,
  post,
  sendEvents,
  temporaryDirectory,
  testConfig,
} from '../testing/test-gateway.ts'
import { durable, unavailable } from './output.ts'
import { createStdoutOutput } from './stdout.ts'

// Real processes, some below strace: on a busy machine they take their time.
vi.setConfig({ testTimeout: 120_000 })

test('a write counts once the stream took it, and not before', async () => {
  const taken: (() => void)[] = []
  const output = createStdoutOutput(
    new Writable({ write: (_chunk, _encoding, done) => void taken.push(done) }),
  )
  let outcome: unknown
  const write = output.write('g', Buffer.from('{}\n')).then(one => (outcome = one))
  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
  expect([outcome, taken.length]).toEqual([undefined, 1])
  taken[0]?.()
  await write
  expect(outcome).toEqual(durable)
})

test('after the reader is gone every write fails, and nothing is thrown', async () => {
  const stream = new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error('gone'), { code: 'EPIPE' })),
  })
  const output = createStdoutOutput(stream)
  expect(await output.write('g', Buffer.from('{}\n'))).toEqual(unavailable('EPIPE'))
  expect((await output.write('g', Buffer.from('{}\n'))).status).toBe('unavailable')
})

async function gatewayWith(outputs: (directory: string) => Record<string, unknown>[]) {
  const base = await temporaryDirectory()
  const directory = `${base}/events`
  const key = await makeInstallKey()
  const config = await testConfig({ directory, key, outputs: outputs(directory) })
  const gateway = await spawnGateway(config, base)
  const install = await post(`${gateway.url}/install`, { body: JSON.stringify({ key, label: 'x' }) })
  return { gateway, directory, token: String(install.body.token) }
}

test('a required stdout whose reader is gone gives 503 that asks to wait a minute, and the gateway goes on', async () => {
  const { gateway, token } = await gatewayWith(() => [{ type: 'stdout' }])
  expect((await sendEvents(gateway, token, eventsOf([1]))).status).toBe(200)
  gateway.stdout.destroy()
  for (const seq of [2, 3]) {
    const { status, body, headers } = await sendEvents(gateway, token, eventsOf([seq]))
    expect([status, body.code]).toEqual([503, 'OUTPUT_UNAVAILABLE'])
    expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(60)
  }
  expect(gateway.stderr()).toContain('nobody reads standard output any more')
  gateway.kill('SIGTERM')
  expect(await gateway.ended).toBe(0)
})

test('a best-effort stdout that nobody reads delays nothing, and what does not fit is dropped there only', async () => {
  const { gateway, directory, token } = await gatewayWith(place => [
    { type: 'filesystem', directory: place },
    { type: 'stdout', required: false, queue: 65_536 },
  ])
  gateway.stdout.pause()
  const text = 'x'.repeat(8000)
  for (let seq = 1; seq <= 400; seq += 20) {
    const seqs = Array.from({ length: 20 }, (_, index) => seq + index)
    const batch = eventsOf(seqs).map(event => ({ ...event, text }))
    expect((await sendEvents(gateway, token, batch)).status).toBe(200)
  }
  expect(gateway.stderr()).toContain('"code":"OUTPUT_DROPPED","output":"stdout","reason":"QUEUE_FULL"')
  expect(linesOf(directory).filter(line => line.type === 'Note')).toHaveLength(400)
  gateway.stdout.resume()
  gateway.kill('SIGTERM')
  expect(await gateway.ended).toBe(0)
})
