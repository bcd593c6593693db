import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { type Running, runCli, startCli } from './run-cli.ts'
import { sampleDirectory, sampleGroup } from './sample-directory.ts'

// Each command is a process, and everything else of the machine may run at the same time.
vi.setConfig({ testTimeout: 60_000 })

const sensor = crypto.randomUUID()
const files = { 'revoked.json': '{"entries": []}', 'revoked.yaml': '# ours\nentries: []\n', 'bad.json': '{' }
const entriesOf = async (directory: string, name = 'revoked.json') =>
  (JSON.parse(await readFile(join(directory, name), 'utf8')) as { entries: object[] }).entries

test('a sensor is shut out in the file, shown, and let in again', async () => {
  await using directory = await sampleDirectory(files)
  const cwd = directory.path
  const revoke = (...words: string[]) => runCli(['revoke', ...words, '--file', 'revoked.json'], { cwd })
  expect(await revoke('--sensor', sensor.toUpperCase(), '--note', 'lost')).toMatchObject({
    status: 0,
    stderr: '',
    stdout: `revoked.json: sensor ${sensor}: lost is shut out by every gateway that reads it; 1 entries now.\n`,
  })
  expect(await entriesOf(cwd)).toEqual([{ sensor, note: 'lost' }])
  expect((await revoke('--sensor', sensor)).stdout).toContain('was listed already; 1 entries')
  expect((await revoke('--list')).stdout).toBe(`sensor ${sensor}: lost\n`)
  expect(JSON.parse((await revoke('--undo', '--sensor', sensor, '--json')).stdout)).toEqual({
    file: 'revoked.json',
    removed: 1,
    entries: 0,
  })
  expect(await entriesOf(cwd)).toEqual([])
  expect(await revoke('--undo', '--sensor', sensor)).toMatchObject({ status: 1 })
})

test('tokens of everybody end by a time, in YAML with its comments', async () => {
  await using directory = await sampleDirectory(files)
  const words = ['--everybody', '--issued-before', '2026-05-01T12:00:00Z', '--file', 'revoked.yaml']
  expect(await runCli(['revoke', ...words], { cwd: directory.path })).toMatchObject({ status: 0 })
  expect(await readFile(join(directory.path, 'revoked.yaml'), 'utf8')).toBe(
    `# ours\nentries:\n  - issuedBefore: ${Date.UTC(2026, 4, 1, 12) * 1000}\n`,
  )
})

test.each([
  [['--sensor', sensor], 'neither or twice'],
  [['--sensor', sensor, '--file', 'revoked.json', '--admin', 'http://localhost:1'], 'neither or twice'],
  [['--file', 'revoked.json'], 'not clear whom'],
  [['--sensor', sensor, '--group', sampleGroup, '--file', 'revoked.json'], 'not clear whom'],
  [['--everybody', '--file', 'revoked.json'], 'needs --issued-before'],
  [['--list', '--undo', '--file', 'revoked.json'], '--list goes alone'],
  [['--sensor', 'laptop', '--file', 'revoked.json'], 'Expected a UUID'],
  [['--sensor', sensor, '--issued-before', 'noon', '--file', 'revoked.json'], 'Expected a time'],
  [['--sensor', sensor, '--file', 'nothing.json'], 'there is no list file'],
  [['--list', '--admin', 'http://localhost:1'], 'needs --token-file'],
  [['--list', '--admin', 'http://localhost:1', '--token-file', 'nothing'], 'there is no file'],
  [['--list', '--admin', 'http://gateway.example.com', '--token-file', 'bad.json'], 'in plain text'],
  [['--list', '--admin', 'localhost:8081', '--token-file', 'bad.json'], 'is no address'],
  [['--list', '--admin', 'http://localhost:1', '--token-file', 'bad.json'], 'holds no token'],
])('`revoke %j` is a wrong call', async (words, shows) => {
  await using directory = await sampleDirectory(files)
  const ended = await runCli(['revoke', ...words], { cwd: directory.path })
  expect([ended.status, ended.stderr]).toEqual([2, expect.stringContaining(shows)])
})

test('a broken list is not changed', async () => {
  await using directory = await sampleDirectory(files)
  const ended = await runCli(['revoke', '--sensor', sensor, '--file', 'bad.json'], { cwd: directory.path })
  expect(ended).toMatchObject({ status: 1, stderr: expect.stringContaining('Correct the file by hand') })
  expect(await readFile(join(directory.path, 'bad.json'), 'utf8')).toBe('{')
})

interface Fleet {
  servers: Running[]
  adminUrls: string[]
  urls: string[]
  key: object
  adminToken: string
}

/** Gateway processes with the same secrets and one list file. */
async function startFleet(cwd: string): Promise<Fleet> {
  const made = async (...words: string[]) => JSON.parse((await runCli(words)).stdout)
  const { secret } = await made('secret')
  const { secret: adminToken } = await made('secret')
  const { key, verifier } = await made('key')
  const servers = await Promise.all(
    [1, 2].map(async number => {
      const config = {
        sensor: {
          api: { host: '127.0.0.1', port: 0 },
          token: { secrets: { current: secret } },
          install: { verifiers: [verifier] },
          revocation: { file: './revoked.json', interval: '1s' },
        },
        outputs: [{ type: 'filesystem', directory: `./events-${number}` }],
        admin: { host: '127.0.0.1', port: 0, token: adminToken },
      }
      await writeFile(join(cwd, `gateway-${number}.yaml`), JSON.stringify(config))
      const server = startCli(['server', '--config', `gateway-${number}.yaml`], { cwd })
      await server.shows('"adminUrl"')
      return server
    }),
  )
  const found = servers.map(server => {
    const line = server
      .stderr()
      .split('\n')
      .find(text => text.includes('"adminUrl"'))
    return JSON.parse(line ?? '{}') as { url: string; adminUrl: string }
  })
  return {
    servers,
    adminUrls: found.map(one => one.adminUrl),
    urls: found.map(one => one.url),
    key,
    adminToken,
  }
}

test('a revocation by one of two gateway processes counts on both within 30 seconds, without restart', async () => {
  await using directory = await sampleDirectory(files)
  const cwd = directory.path
  const { servers, adminUrls, urls, key, adminToken } = await startFleet(cwd)
  await writeFile(join(cwd, 'admin-token'), `${adminToken}\n`)
  const post = (url: string, body: string, headers: Record<string, string> = {}) =>
    fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })
  const [first = '', second = ''] = urls
  const install = await post(`${first}/install`, JSON.stringify({ key, label: 'x' }))
  const { token, sensor: lost } = (await install.json()) as { token: string; sensor: string }
  const statuses = () =>
    Promise.all(
      [first, second].map(
        async url => (await post(`${url}/events`, '[]', { authorization: `Bearer ${token}` })).status,
      ),
    )
  expect(await statuses()).toEqual([200, 200])

  const [one = ''] = adminUrls
  const revoked = await runCli(['revoke', '--sensor', lost, '--admin', one, '--token-file', 'admin-token'], {
    cwd,
  })
  expect(revoked).toMatchObject({ status: 0, stderr: '', stdout: `${one}: sensor ${lost} is shut out\n` })
  expect((await statuses())[0]).toBe(403)
  await vi.waitFor(async () => expect(await statuses()).toEqual([403, 403]), {
    timeout: 30_000,
    interval: 200,
  })

  const listed = await runCli(
    ['revoke', '--list', '--admin', ...adminUrls, '--token-file', 'admin-token', '--json'],
    { cwd },
  )
  expect(
    listed.stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line).entries),
  ).toEqual([[{ sensor: lost, from: 'file' }], [{ sensor: lost, from: 'file' }]])
  await writeFile(join(cwd, 'wrong-token'), `${adminToken.slice(4)}\n`)
  const wrong = await runCli(['revoke', '--list', '--admin', one, '--token-file', 'wrong-token'], { cwd })
  expect(wrong).toMatchObject({ status: 1, stderr: expect.stringContaining('ADMIN_TOKEN_WRONG') })
  const gone = await runCli(
    ['revoke', '--list', '--admin', 'http://127.0.0.1:1', '--token-file', 'admin-token'],
    { cwd },
  )
  expect(gone).toMatchObject({ status: 1, stderr: expect.stringContaining('cannot be asked') })
  for (const server of servers) {
    expect(server.child.exitCode).toBe(null)
    server.child.kill('SIGTERM')
    expect(await server.finished).toMatchObject({ status: 0 })
    for (const text of [revoked, listed, wrong, gone].map(({ stdout, stderr }) => stdout + stderr))
      expect(text + server.stderr()).not.toContain(adminToken.slice(4, 40))
  }
  for (const number of [1, 2])
    expect((await runCli(['audit', 'verify', `events-${number}/audit`], { cwd })).stdout).toContain(': whole')
})
