import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { makeInstallKey } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import { spawnGateway } from '../testing/spawn-gateway.ts'
import { enrol, post, temporaryDirectory, testConfig } from '../testing/test-gateway.ts'

const mebi = 1_048_576
/** On a busy machine sixty bodies take their time; how long is not what this test is about. */
const patient = { headersTimeout: '5m', requestTimeout: '5m' }

/** A small body that takes 11 MiB once it is parsed: as many values as the limits allow, each an object. */
function manyObjects(): Buffer<ArrayBuffer> {
  const list = Array(4900).fill({})
  const events = Array.from({ length: 40 }, () => {
    const text = Array.from({ length: 150 }, () => Math.floor(Math.random() * 1e6)).join()
    return { type: 'Note', time: 1, list, text }
  })
  return gzipSync(JSON.stringify(events)) as Buffer<ArrayBuffer>
}

test('many sensors that send the dearest bodies at once get 200 or 503, and memory stays below 512 MiB', async () => {
  const directory = await temporaryDirectory()
  const key = await makeInstallKey()
  const gateway = await spawnGateway(
    await testConfig({ directory: join(directory, 'events'), key, limits: patient }),
    directory,
  )
  const sensors = await Promise.all(Array.from({ length: 20 }, () => enrol({ url: gateway.url, key })))
  const body = manyObjects()
  const answers = await Promise.all(
    [...sensors, ...sensors, ...sensors].map(({ token }) =>
      post(`${gateway.url}/events`, {
        headers: { authorization: `Bearer ${token}`, 'content-encoding': 'gzip' },
        body,
      }),
    ),
  )
  const statuses = Map.groupBy(answers, ({ status }) => status)
  expect([...statuses.keys()].filter(status => status !== 200 && status !== 503)).toEqual([])
  expect(statuses.get(200)?.length).toBeGreaterThan(0)
  const status = readFileSync(`/proc/${gateway.pid}/status`, 'utf8')
  const peakBytes = Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) * 1024
  expect(peakBytes / mebi).toBeLessThan(512)
}, 120_000)
