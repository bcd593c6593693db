import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { type InstallKey, makeInstallKey, makeSensorKeyPair } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import { spawnGateway } from '../testing/spawn-gateway.ts'
import { eventsOf, proofFor, temporaryDirectory, testConfig } from '../testing/test-gateway.ts'

const browsers = 2000
const agent = new Agent({ keepAlive: true, maxSockets: 200 })
/** On a busy machine two thousand enrolments at once take longer than a sensor's may. */
const patient = { headersTimeout: '5m', requestTimeout: '5m' }

interface Sent {
  status: number
  body: { token?: string; accepted?: number; code?: string }
}

function send(url: string, headers: Record<string, string>, body: string | Buffer): Promise<Sent> {
  const { promise, resolve, reject } = Promise.withResolvers<Sent>()
  const options = { method: 'POST', agent, headers: { 'content-type': 'application/json', ...headers } }
  const sent = request(url, options, response => {
    const { statusCode: status = 0 } = response
    text(response).then(said => resolve({ status, body: JSON.parse(said) as Sent['body'] }), reject)
  })
  sent.on('error', reject)
  sent.end(body)
  return promise
}

const installBody = (key: InstallKey) => JSON.stringify({ key, label: 'office' })

test('an office of 2,000 browsers behind one address starts at nine, and a wrong key among them harms nobody', async () => {
  const directory = await temporaryDirectory()
  const key = await makeInstallKey()
  const wrong = installBody(await makeInstallKey(key.group))
  const gateway = await spawnGateway(
    await testConfig({ directory: `${directory}/events`, key, limits: patient }),
    directory,
  )
  const pairs = await Promise.all(Array.from({ length: browsers }, makeSensorKeyPair))
  const proofs = await Promise.all(pairs.map(pair => proofFor(pair, '/install')))
  const batch = gzipSync(JSON.stringify(eventsOf(Array.from({ length: 20 }, (_, index) => index + 1))))
  const refused: Promise<Sent>[] = []

  const startDay = async (proof: string, index: number) => {
    // The first of the good keys comes before the address is one that failed too often.
    if (index % 20 === 10) refused.push(send(`${gateway.url}/install`, {}, wrong))
    const enrolled = await send(`${gateway.url}/install`, { dpop: proof }, installBody(key))
    const headers = { authorization: `Bearer ${enrolled.body.token}`, 'content-encoding': 'gzip' }
    const uploaded = await send(`${gateway.url}/events`, headers, batch)
    return [enrolled.status, uploaded.status, uploaded.body.accepted]
  }
  const days = await Promise.all(proofs.map(startDay))
  expect(days.filter(day => String(day) !== '200,200,20')).toEqual([])
  expect(days).toHaveLength(browsers)
  const codes = (await Promise.all(refused)).map(({ body }) => body.code)
  expect(codes).toHaveLength(browsers / 20)
  expect(codes.filter(code => code === 'KEY_REFUSED').length).toBeGreaterThanOrEqual(10)
  expect(codes.filter(code => code === 'RATE_LIMITED').length).toBeGreaterThan(0)
  expect(codes.filter(code => code !== 'KEY_REFUSED' && code !== 'RATE_LIMITED')).toEqual([])
  agent.destroy()
}, 120_000)
