import { readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { PassThrough, Writable } from 'node:stream'
import { exampleVerifier, makeInstallKey } from '@weaklayer/wire'
import { expect, onTestFinished, test } from 'vitest'
import { openSocket, readAnswer } from '../testing/raw-socket.ts'
import {
  enrol,
  eventsOf,
  linesOf,
  makeSecret,
  post,
  sendEvents,
  startTestGateway,
  temporaryDirectory,
  testConfig,
} from '../testing/test-gateway.ts'
import { startGateway } from './start-gateway.ts'

test('a port in use is refused with what to do, and the directory is free again', async () => {
  const other = createServer()
  await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void other.close())
  const port = (other.address() as { port: number }).port
  const directory = await temporaryDirectory()
  const starting = startTestGateway({ directory, api: { port } })
  await expect(starting).rejects.toMatchObject({
    code: 'PORT_IN_USE',
    message: expect.stringContaining(String(port)),
    todo: expect.any(String),
  })
  await startTestGateway({ directory })
})

test('a directory in use is refused', async () => {
  const directory = await temporaryDirectory()
  await startTestGateway({ directory })
  await expect(startTestGateway({ directory })).rejects.toMatchObject({ code: 'OUTPUT_DIRECTORY_IN_USE' })
})

test('an address that is not of this machine is refused', async () => {
  await expect(startTestGateway({ api: { host: '192.0.2.1' } })).rejects.toMatchObject({
    code: 'ADDRESS_UNAVAILABLE',
  })
})

test('public example values are refused off loopback, however the configuration was made', async () => {
  const directory = await temporaryDirectory()
  const config = await testConfig({ directory, key: await makeInstallKey() })
  config.sensor.api.host = '0.0.0.0'
  config.sensor.install.verifiers = [exampleVerifier]
  await expect(startGateway(config)).rejects.toMatchObject({
    code: 'EXAMPLE_SECRET',
    todo: expect.stringContaining('weaklayer key'),
  })
})

test('localhost is served on every address of it', async () => {
  const gateway = await startTestGateway({ api: { host: 'localhost' } })
  expect((await fetch(`http://127.0.0.1:${gateway.port}/`)).status).toBe(200)
})

test('a stop finishes requests, closes idle connections, names every file and may be asked for twice', async () => {
  const gateway = await startTestGateway()
  const { token } = await enrol(gateway)
  const idle = await openSocket(gateway.port)
  const silent = readAnswer(idle).catch(() => undefined)
  const body = JSON.stringify(eventsOf([1]))
  const slow = await openSocket(gateway.port)
  const answer = readAnswer(slow)
  slow.write(
    `POST /events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer ${token}\r\nContent-Length: ${body.length}\r\n\r\n`,
  )
  await new Promise(resolve => slow.write(body.slice(0, 5), resolve))
  await fetch(gateway.url)
  const stopping = Promise.all([gateway.close(), gateway.close()])
  slow.write(body.slice(5))
  expect(await answer).toMatchObject({ status: 200, body: { accepted: 1 } })
  await stopping
  await silent
  await expect(fetch(gateway.url)).rejects.toThrow()
  const files = readdirSync(`${gateway.directory}/${gateway.key.group}`)
  expect(files).toEqual([expect.stringMatching(/^\d+-\d+\.ndjson$/)])
  expect(linesOf(gateway.directory)).toHaveLength(2)
})

test('a best-effort output that fails does not take part in the acknowledgement', async () => {
  const stdout = new Writable({ write: (_chunk, _encoding, done) => done(new Error('gone')) })
  const directory = await temporaryDirectory()
  const outputs = [
    { type: 'stdout', required: false },
    { type: 'filesystem', directory },
  ]
  const gateway = await startTestGateway({ outputs, stdout })
  const { token } = await enrol(gateway)
  expect((await sendEvents(gateway, token, eventsOf([1]))).status).toBe(200)
  expect(linesOf(directory)).toHaveLength(2)
  expect(gateway.log()).toContain('OUTPUT_DROPPED')
})

test('stdout gets one JSON line an event', async () => {
  const chunks: string[] = []
  const stdout = new PassThrough().on('data', chunk => chunks.push(String(chunk)))
  const gateway = await startTestGateway({
    outputs: [{ type: 'stdout' }],
    stdout,
    directory: await temporaryDirectory(),
  })
  const { token } = await enrol(gateway)
  await sendEvents(gateway, token, eventsOf([1, 2]))
  const types = chunks
    .join('')
    .trimEnd()
    .split('\n')
    .map(line => (JSON.parse(line) as { type: string }).type)
  expect(types).toEqual(['Install', 'Note', 'Note'])
})

test('neither tokens, keys, secrets nor payloads reach the log, at the finest level', async () => {
  const current = makeSecret()
  const gateway = await startTestGateway({ token: { secrets: { current } } })
  const { token, sensor } = await enrol(gateway)
  const canary = 'canary-of-the-payload'
  await sendEvents(gateway, token, [
    { type: 'Note', time: 1, text: canary },
    { type: canary, time: 0 },
  ])
  await post(`${gateway.url}/install`, {
    body: JSON.stringify({ key: { ...gateway.key, group: sensor }, label: canary }),
  })
  await fetch(`${gateway.url}/${canary}?${canary}`)
  const log = gateway.log()
  for (const secret of [canary, token, current, gateway.key.secret, gateway.key.checksum])
    expect(log).not.toContain(secret)
  // The same search finds what is there.
  expect(log).toContain('"route":"/events"')
  expect(JSON.stringify(linesOf(gateway.directory))).toContain(canary)
})
