import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { loadGatewayConfig, startGateway } from '@weaklayer/gateway'
import { createTokenKeys, issueToken } from '@weaklayer/gateway/surfaces'
import { exampleInstallKey, makeVerifier } from '@weaklayer/wire'
import pino from 'pino'
import type { OpenTarget, Target } from '../target.ts'
import { complaintAbout } from './answers.ts'

const secret = Buffer.from('a secret of the fuzzer that no log may ever hold, whatever comes').toString(
  'base64',
)
const often = 1_000_000_000
const rates = {
  failedInstallsPerMinute: often,
  groupInstallsPerMinute: often,
  groupInstallBurst: often,
  sensorRequestsPerMinute: often,
  sensorRequestBurst: often,
  sensorBytesPerDay: often * 1000,
}

/** A real gateway on a port of its own; events go nowhere, refused ones to a folder that goes at the end. */
async function startFuzzedGateway() {
  const directory = await mkdtemp(join(tmpdir(), 'weaklayer-fuzz-'))
  const verifier = await makeVerifier(exampleInstallKey)
  const text = JSON.stringify({
    sensor: {
      api: { host: '127.0.0.1', port: 0 },
      token: { secrets: { current: secret } },
      install: { verifiers: [verifier] },
    },
    outputs: [{ type: 'stdout' }],
    deadLetter: { directory: join(directory, 'dead-letter') },
    audit: { directory: join(directory, 'audit') },
    admin: { enabled: false },
    rates,
  })
  const loaded = await loadGatewayConfig({ text })
  if (loaded.status === 'invalid') throw new Error(JSON.stringify(loaded.problems))
  let logged = ''
  const log = pino(
    { level: 'debug' },
    {
      write(line) {
        logged += line
      },
    },
  )
  const stdout = new Writable({ write: (_chunk, _encoding, done) => done() })
  const gateway = await startGateway(loaded.config, { log, stdout })
  return {
    port: gateway.port,
    secrets: [secret, exampleInstallKey.secret, token],
    takeLog() {
      const taken = logged
      logged = ''
      return taken
    },
    async close() {
      gateway.hurry()
      await gateway.close()
      await rm(directory, { recursive: true })
    },
  }
}

const { group } = exampleInstallKey
const sensor = '2f0c6ed5-9a37-8f51-9c7b-3a8f6f0f5a10'
const { token } = issueToken(
  createTokenKeys({ current: secret, past: [] }),
  { group, sensor },
  { nowMs: Date.now(), durationUs: 86_400_000_000 },
)
const events = '[{"type":"Note","time":1763760000000001,"text":"x"},{"type":"Window","time":0}]'
const install = JSON.stringify({ key: exampleInstallKey, label: 'x', device: 'd' })

function requestOf(path: string, body: Buffer | string, more: readonly string[] = []): Buffer {
  const length = Buffer.byteLength(body)
  const lines = [
    `POST ${path} HTTP/1.1`,
    'Host: x',
    `Authorization: Bearer ${token}`,
    'Content-Type: application/json',
    ...more,
    `Content-Length: ${length}`,
  ]
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), Buffer.from(body)])
}

/** Sends bytes on a connection of their own and takes in what comes until it ends. */
async function exchange(port: number, bytes: Buffer): Promise<string | undefined> {
  const socket = connect({ host: '127.0.0.1', port })
  const chunks: Buffer[] = []
  socket.on('error', () => undefined)
  socket.on('data', chunk => void chunks.push(chunk))
  await once(socket, 'connect')
  const isOver = once(socket, 'close').then(() => true)
  socket.end(bytes)
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(resolve, mostWaitMs, false)
  const ended = await Promise.race([isOver, promise])
  clearTimeout(timer)
  socket.destroy()
  return ended ? Buffer.concat(chunks).toString('latin1') : undefined
}

/** Time-outs of a gateway are longer than this: what is waited for is its answer to the end of the connection. */
const mostWaitMs = 8000

async function openRaw(toRequest: (input: Buffer) => Buffer): Promise<OpenTarget> {
  const gateway = await startFuzzedGateway()
  return {
    ...gateway,
    async run(input) {
      const said = await exchange(gateway.port, toRequest(input))
      return said === undefined ? 'no answer and no end of the connection' : complaintAbout(said)
    },
  }
}

const httpTarget: Target = {
  name: 'http',
  share: 2,
  corpus: [
    requestOf('/events', events),
    requestOf('/events', gzipSync(events), ['Content-Encoding: gzip']),
    requestOf('/install', install),
    requestOf('/install', install, ['DPoP: a.b.c', 'Origin: chrome-extension://abc']),
    'POST /events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /license HTTP/1.1\r\nHost: x\r\n\r\n',
    'OPTIONS /events HTTP/1.1\r\nOrigin: moz-extension://abc\r\nAccess-Control-Request-Method: POST\r\n\r\n',
    'GET http://x/events?a=%zz HTTP/1.0\r\n\r\n',
  ],
  open: () => openRaw(input => input),
}

interface Bodies {
  name: string
  path: string
  corpus: Target['corpus']
  more?: readonly string[]
}

function bodyTarget({ name, path, corpus, more = [] }: Bodies): Target {
  const toRequest = (input: Buffer) => requestOf(path, input, ['Connection: close', ...more])
  return { name, share: 1, corpus, open: () => openRaw(toRequest) }
}

export const gatewayTargets: readonly Target[] = [
  httpTarget,
  bodyTarget({ name: 'events-body', path: '/events', corpus: [events, '[]', `[${'{},'.repeat(50)}{}]`] }),
  bodyTarget({
    name: 'events-gzip',
    path: '/events',
    corpus: [gzipSync(events), gzipSync('[]')],
    more: ['Content-Encoding: gzip'],
  }),
  bodyTarget({
    name: 'install-body',
    path: '/install',
    corpus: [install, '{}', JSON.stringify({ key: exampleInstallKey })],
  }),
]
