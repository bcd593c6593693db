import { expect, test, vi } from 'vitest'
import { makeAuthority } from '../testing/test-certificates.ts'
import { startTestGateway, temporaryDirectory } from '../testing/test-gateway.ts'
import { checkTlsFiles } from './check-tls-files.ts'

const forbidden = '/forbidden.pem'

vi.mock('node:fs/promises', async load => {
  const files = await load<typeof import('node:fs/promises')>()
  const readFile = async (path: string, ...rest: never[]) => {
    if (path !== forbidden)
      return await (files.readFile as (...all: unknown[]) => Promise<string>)(path, ...rest)
    throw Object.assign(new Error('EACCES'), { code: 'EACCES' })
  }
  return { ...files, readFile }
})

test('a file that this user may not read is a warning: the gateway may be another one', async () => {
  const { config } = await startTestGateway()
  const pair = makeAuthority(await temporaryDirectory()).issue('gateway')
  const check = (https: typeof pair) =>
    checkTlsFiles(
      { ...config, sensor: { ...config.sensor, api: { ...config.sensor.api, https } } },
      Date.now(),
    )
  expect(await check(pair)).toEqual({ problems: [], warnings: [] })
  const { problems, warnings } = await check({ ...pair, key: forbidden })
  expect(problems).toEqual([])
  expect(warnings).toEqual([
    {
      path: 'sensor.api.https.key',
      message: 'cannot read /forbidden.pem: EACCES',
      todo: expect.stringContaining('as the user of the gateway'),
    },
  ])
})

test('without https there is nothing to check', async () => {
  const { config } = await startTestGateway()
  expect(await checkTlsFiles(config, Date.now())).toEqual({ problems: [], warnings: [] })
})
