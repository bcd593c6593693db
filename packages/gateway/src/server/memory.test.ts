import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { makeInstallKey } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import { spawnGateway } from '../testing/spawn-gateway.ts'
import { temporaryDirectory, testConfig } from '../testing/test-gateway.ts'

const agent = new Agent({ keepAlive: true })
const mebi = 1_048_576
/** On a busy machine a thousand connections take longer than a sensor's may. */
const patient = { headersTimeout: '5m', requestTimeout: '5m' }

async function send(url: string, headers: Record<string, string>, body: string | Buffer) {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string }>()
  const options = { method: 'POST', agent, headers: { 'content-type': 'application/json', ...headers } }
  const sent = request(url, options, response =>
    text(response).then(said => resolve({ status: response.statusCode ?? 0, body: said }), reject),
  )
  sent.on('error', reject)
  sent.end(body)
  return await promise
}

const batch = (index: number) =>
  gzipSync(
    JSON.stringify(
      Array.from({ length: 190 }, (_, at) => ({
        type: 'WindowLocation',
        time: 1_795_323_642_586_000 + at,
        epoch: index.toString(16).padStart(16, '0'),
        seq: at + 1,
        tab: 1,
        frame: 0,
        protocol: 'https:',
        hostname: `site-${index}.example`,
        port: 443,
        pathname: `/mail/inbox/${at}-${index}`,
        search: '',
        fragment: '',
        windowReference: 1_795_323_642_586_000,
        username: '',
      })),
    ),
  )

const peakBytes = (pid: number) =>
  Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024

test('a thousand sensors that send at once leave a gateway well below 512 MiB', async () => {
  const directory = await temporaryDirectory()
  const key = await makeInstallKey()
  const gateway = await spawnGateway(
    await testConfig({ directory: `${directory}/events`, key, limits: patient }),
    directory,
  )
  const install = async () =>
    JSON.parse((await send(`${gateway.url}/install`, {}, JSON.stringify({ key, label: 'x' }))).body) as {
      token: string
    }
  const sensors: { token: string }[] = []
  while (sensors.length < 1000) sensors.push(...(await Promise.all(Array.from({ length: 100 }, install))))
  const answers = await Promise.all(
    sensors.map(({ token }, index) => {
      const headers = { authorization: `Bearer ${token}`, 'content-encoding': 'gzip' }
      return send(`${gateway.url}/events`, headers, batch(index))
    }),
  )
  // On a busy machine some are told to come later: what counts is that nothing else becomes of them.
  expect(answers.filter(({ status }) => status !== 200 && status !== 503)).toEqual([])
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(500)
  console.log(`peak memory ${Math.round(peakBytes(gateway.pid) / mebi)} MiB`)
  expect(peakBytes(gateway.pid)).toBeLessThan(400 * mebi)
  agent.destroy()
}, 300_000)
