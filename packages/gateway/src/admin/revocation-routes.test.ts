import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  enrol,
  makeSecret,
  sendEvents,
  startTestGateway,
  type TestGateway,
  temporaryDirectory,
} from '../testing/test-gateway.ts'
import { adminErrors } from './admin-errors.ts'

const token = makeSecret()
const errorsPage = await readFile(new URL('../../../../docs/errors.md', import.meta.url), 'utf8')

async function startWithList(list = '{"entries": []}', name = 'revoked.json') {
  const file = join(await temporaryDirectory(), name)
  await writeFile(file, list)
  return { file, gateway: await startTestGateway({ admin: { token }, revocation: { file } }) }
}

interface Call {
  method?: string
  path?: string
  bearer?: string
  body?: unknown
}

async function call(gateway: TestGateway, { method = 'GET', path = '', bearer = token, body }: Call = {}) {
  const response = await fetch(`${gateway.adminUrl}/revocations${path}`, {
    method,
    headers: {
      ...(bearer !== '' && { authorization: `Bearer ${bearer}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const answer = (await response.json()) as Record<string, unknown>
  return { status: response.status, headers: response.headers, body: answer }
}
const add = (gateway: TestGateway, body: unknown) => call(gateway, { method: 'POST', body })

test('an entry is durable and counts at once, is listed, and can be taken back', async () => {
  const { gateway, file } = await startWithList()
  const lost = await enrol(gateway)
  expect(await add(gateway, { sensor: lost.sensor, note: 'stolen' })).toMatchObject({
    status: 200,
    body: { added: 1, known: 0, entries: 1 },
  })
  expect((await sendEvents(gateway, lost.token, [])).body.code).toBe('SENSOR_REVOKED')
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
    entries: [{ sensor: lost.sensor, note: 'stolen' }],
  })
  expect((await call(gateway)).body).toEqual({
    file,
    entries: [{ sensor: lost.sensor, note: 'stolen', from: 'file' }],
  })
  expect((await add(gateway, { entries: [{ sensor: lost.sensor }] })).body).toEqual({
    added: 0,
    known: 1,
    entries: 1,
  })
  const removed = await call(gateway, { method: 'DELETE', path: `?sensor=${lost.sensor}` })
  expect(removed).toMatchObject({ status: 200, body: { removed: 1, entries: 0 } })
  expect((await sendEvents(gateway, lost.token, [])).status).toBe(200)
  expect(await readdir(join(file, '..'))).toEqual(['revoked.json'])
})

test('what people wrote into the list stays, their comments in YAML too', async () => {
  const mine = crypto.randomUUID()
  const { gateway, file } = await startWithList(
    `# ours\nentries:\n  - sensor: ${mine} # lost in May\n`,
    'revoked.yaml',
  )
  const group = crypto.randomUUID()
  expect((await add(gateway, { group, issuedBefore: '2026-01-01T00:00:00Z' })).status).toBe(200)
  const text = await readFile(file, 'utf8')
  expect(text).toContain('# ours\n')
  expect(text).toContain(`- sensor: ${mine} # lost in May`)
  expect((await call(gateway)).body.entries).toEqual([
    { sensor: mine, from: 'file' },
    { group, issuedBefore: Date.UTC(2026, 0) * 1000, from: 'file' },
  ])
})

test('without the token nothing is told or changed, and too many tries are sent away', async () => {
  const { gateway, file } = await startWithList()
  const canary = 'Y2FuYXJ5LXdyb25nLWFkbWluLXRva2Vu'
  const tries = [await call(gateway, { bearer: '' }), await call(gateway, { bearer: canary })]
  expect(tries.map(({ status, body }) => [status, body.code])).toEqual([
    [401, 'ADMIN_TOKEN_MISSING'],
    [401, 'ADMIN_TOKEN_WRONG'],
  ])
  for (let time = 0; time < 8; time++)
    await call(gateway, { method: 'POST', bearer: canary, body: { sensor: crypto.randomUUID() } })
  const limited = await call(gateway, { bearer: canary })
  expect([limited.status, limited.body.code]).toEqual([429, 'ADMIN_RATE_LIMITED'])
  expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await call(gateway)).status).toBe(200)
  expect(await readFile(file, 'utf8')).toBe('{"entries": []}')
  expect(gateway.log()).toContain('ADMIN_TOKEN_WRONG')
  for (const secret of [token, canary]) expect(gateway.log()).not.toContain(secret)
})

test('a gateway without a token, or without a list file, says what to configure', async () => {
  const bare = await startTestGateway()
  expect(await call(bare)).toMatchObject({ status: 403, body: { code: 'ADMIN_TOKEN_UNSET' } })
  const noFile = await startTestGateway({ admin: { token } })
  expect(await add(noFile, { sensor: crypto.randomUUID() })).toMatchObject({
    status: 409,
    body: { code: 'REVOCATION_FILE_UNSET', todo: expect.stringContaining('sensor.revocation.file') },
  })
  expect((await call(noFile)).body).toEqual({ file: null, entries: [] })
})

const wrong: [what: string, body: unknown, code: string, message: string][] = [
  ['no JSON', '{"entries"', 'ADMIN_REQUEST_INVALID', 'no JSON'],
  ['nothing', {}, 'REVOCATION_INVALID', 'expected a sensor, a group or issuedBefore'],
  ['an empty list', { entries: [] }, 'REVOCATION_INVALID', 'expected 1 to 1000'],
  ['a sensor that is none', { sensor: 'laptop' }, 'REVOCATION_INVALID', 'sensor: expected a lower-case UUID'],
  ['an unknown key', { sensors: [] }, 'REVOCATION_INVALID', 'sensors'],
  ['the future', { issuedBefore: '2999-01-01T00:00:00Z' }, 'REVOCATION_INVALID', 'is in the future'],
]

test.each(wrong)('%s in the body is refused with what is wrong', async (_what, body, ...[code, message]) => {
  const { gateway, file } = await startWithList()
  expect(await add(gateway, body)).toMatchObject({
    status: 400,
    body: { code, message: expect.stringContaining(message) },
  })
  expect(await readFile(file, 'utf8')).toBe('{"entries": []}')
})

test('a body of another type is none', async () => {
  const { gateway } = await startWithList()
  const response = await fetch(`${gateway.adminUrl}/revocations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain' },
    body: JSON.stringify({ sensor: crypto.randomUUID() }),
  })
  expect([response.status, await response.json()]).toMatchObject([400, { code: 'ADMIN_REQUEST_INVALID' }])
})

test('nobody is taken out who is not there, or who stands in the configuration', async () => {
  const file = join(await temporaryDirectory(), 'revoked.json')
  await writeFile(file, '{"entries": []}')
  const sensor = crypto.randomUUID()
  const gateway = await startTestGateway({ admin: { token }, revocation: { file, entries: [{ sensor }] } })
  const remove = async (path: string) => (await call(gateway, { method: 'DELETE', path })).body.code
  expect(await remove(`?sensor=${crypto.randomUUID()}`)).toBe('REVOCATION_UNKNOWN')
  expect(await remove(`?sensor=${sensor}`)).toBe('REVOCATION_CONFIGURED')
  for (const path of ['', '?sensor=x', '?everybody=false', `?sensor=${sensor}&group=${sensor}`])
    expect(await remove(path)).toBe('ADMIN_REQUEST_INVALID')
})

test('a list that cannot be changed safely, or not be written, changes nothing', async () => {
  const { gateway, file } = await startWithList()
  const lost = await enrol(gateway)
  await writeFile(file, '{"entries": [')
  const broken = await add(gateway, { sensor: lost.sensor })
  expect([broken.status, broken.body.code]).toEqual([409, 'REVOCATION_LIST_INVALID'])
  await writeFile(file, '{"entries": []}')
  // A folder in the place of the lock: also root cannot make the lock then.
  await mkdir(`${file}.lock`)
  const failed = await add(gateway, { sensor: lost.sensor })
  expect([failed.status, failed.body.code]).toEqual([503, 'REVOCATION_FILE_BUSY'])
  expect((await sendEvents(gateway, lost.token, [])).status).toBe(200)
}, 20_000)

test('a list that cannot be written is an error with its reason, and nothing counts', async () => {
  // The lock beside it would have a longer name than file systems take: not even root can make it.
  const { gateway, file } = await startWithList('{"entries": []}', `${'r'.repeat(248)}.json`)
  const lost = await enrol(gateway)
  expect(await add(gateway, { sensor: lost.sensor })).toMatchObject({
    status: 503,
    body: { code: 'REVOCATION_FILE_UNWRITABLE', message: expect.stringContaining('ENAMETOOLONG') },
  })
  expect(await readFile(file, 'utf8')).toBe('{"entries": []}')
  expect((await sendEvents(gateway, lost.token, [])).status).toBe(200)
})

test('changes that come at once are all kept', async () => {
  const { gateway, file } = await startWithList()
  const sensors = Array.from({ length: 20 }, () => crypto.randomUUID())
  const answers = await Promise.all(sensors.map(sensor => add(gateway, { sensor })))
  expect(answers.map(({ status }) => status)).toEqual(sensors.map(() => 200))
  const { entries } = JSON.parse(await readFile(file, 'utf8')) as { entries: { sensor: string }[] }
  expect(entries.map(entry => entry.sensor).sort()).toEqual(sensors.sort())
})

test('the token changes with a reload', async () => {
  const { gateway } = await startWithList()
  const next = makeSecret()
  const config = { ...gateway.config, admin: { ...gateway.config.admin, token: next } }
  await gateway.reload({ status: 'ok', config, warnings: [] })
  expect((await call(gateway)).body.code).toBe('ADMIN_TOKEN_WRONG')
  expect((await call(gateway, { bearer: next })).status).toBe(200)
  expect(gateway.log()).toContain('"changed":["admin.token"]')
  for (const secret of [token, next]) expect(gateway.log()).not.toContain(secret)
})

test.each(Object.entries(adminErrors))(
  'docs/errors.md says what %s means, with its status',
  (code, { status }) => {
    expect(errorsPage).toMatch(new RegExp(`\\n\\| \`${code}\` \\| ${status} \\| \\S.+ \\| \\S.+ \\|\\n`))
  },
)
