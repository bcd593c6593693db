import { copyFile, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { acceptsKey, makeInstallKey, makeVerifier, toBase64 } from '@weaklayer/wire'
import { expect, test, vi } from 'vitest'
import { runCli } from './run-cli.ts'
import { sampleDirectory, sampleGroup } from './sample-directory.ts'

// Each command is a process, and everything else of the machine may run at the same time.
vi.setConfig({ testTimeout: 60_000 })

const makeSecret = () => toBase64(crypto.getRandomValues(new Uint8Array(64)))
const [old, older] = [makeSecret(), makeSecret()]
const key = await makeInstallKey(sampleGroup)
const [verifier, other] = [await makeVerifier(key), await makeVerifier(await makeInstallKey())]

const yaml = `# The gateway of the office
sensor:
  api: {host: localhost, port: 8443} # behind haproxy
  token:
    secrets:
      current: ${old} # made in May
      past:
        - ${older} # of last year
  install:
    verifiers:
      - ${JSON.stringify(verifier)} # laptops
      - ${JSON.stringify(other)} # kiosks
outputs:
  - {type: filesystem, directory: ./events}
`
const steps = ['step-1-accept', 'step-2-sign', 'step-3-retire']

/** What `config check` makes of the file of a step, where the configuration itself stands. */
async function checked(cwd: string, step: string, environment: Record<string, string> = {}) {
  await copyFile(join(cwd, 'out', step, 'gateway.yaml'), join(cwd, 'checked.yaml'))
  const ended = await runCli(['config', 'check', 'checked.yaml'], { cwd, environment })
  expect(ended).toMatchObject({ status: 0, stderr: '' })
  return await readFile(join(cwd, 'checked.yaml'), 'utf8')
}

const rotate = (cwd: string, words: string[], environment: Record<string, string> = {}) =>
  runCli(['rotate', ...words, '--config', 'gateway.yaml', '--out', 'out'], { cwd, environment })

test('the steps to another token secret keep comments, pass the check, and hold what they say', async () => {
  await using directory = await sampleDirectory({ 'gateway.yaml': yaml })
  const cwd = directory.path
  const ended = await rotate(cwd, ['token-secret'])
  expect(ended).toMatchObject({
    status: 0,
    stderr: '',
    stdout: expect.stringContaining('3 steps are in out'),
  })
  const fresh = (await readFile(join(cwd, 'out/new-token-secret'), 'utf8')).trim()
  const [accept, sign, retire] = [
    await checked(cwd, 'step-1-accept'),
    await checked(cwd, 'step-2-sign'),
    await checked(cwd, 'step-3-retire'),
  ]
  const line = (text: string, secret: string) =>
    text
      .split('\n')
      .find(one => one.includes(secret))
      ?.trim()
  expect(line(accept, old)).toBe(`current: ${old} # made in May`)
  expect(line(accept, fresh)).toBe(`- ${fresh}`)
  expect(line(sign, fresh)).toBe(`current: ${fresh} # made in May`)
  expect(line(sign, old)).toBe(`- ${old}`)
  expect(line(retire, fresh)).toBe(`current: ${fresh} # made in May`)
  expect(retire).not.toContain(old)
  for (const text of [accept, sign, retire]) {
    expect(text).toContain('# The gateway of the office')
    expect(text).toContain(`- ${older} # of last year`)
    expect(text).toContain('# behind haproxy')
  }
  expect(await readFile(join(cwd, 'gateway.yaml'), 'utf8')).toBe(yaml)
  const readme = await readFile(join(cwd, 'out/README.md'), 'utf8')
  expect(readme).toContain('weaklayer_config_info')
  expect(readme).toContain('28 days')
  for (const text of [readme, ended.stdout])
    for (const secret of [old, older, fresh]) expect(text).not.toContain(secret)
})

test('every file is for its owner only, nothing is overwritten, and JSON output names them', async () => {
  await using directory = await sampleDirectory({ 'gateway.yaml': yaml })
  const cwd = directory.path
  const ended = await rotate(cwd, ['token-secret', '--json'])
  const files = ended.stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as { path: string; step?: string; fingerprint?: string })
  expect(files.map(({ path }) => path).sort()).toEqual([
    'out/README.md',
    'out/new-token-secret',
    ...steps.map(step => `out/${step}/gateway.yaml`),
  ])
  expect(new Set(files.flatMap(({ fingerprint }) => fingerprint ?? [])).size).toBe(3)
  for (const { path } of files) expect((await stat(join(cwd, path))).mode & 0o777).toBe(0o600)
  expect((await stat(join(cwd, 'out'))).mode & 0o777).toBe(0o700)
  const again = await rotate(cwd, ['token-secret'])
  expect(again).toMatchObject({ status: 2, stderr: expect.stringContaining('it is not empty') })
})

test('the fingerprint of a step is the one that the check prints at the place of the configuration', async () => {
  await using directory = await sampleDirectory({ 'gateway.yaml': yaml })
  const cwd = directory.path
  const { stdout } = await rotate(cwd, ['token-secret', '--json'])
  const accept = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
    .find(file => file.step === steps[0])
  await copyFile(join(cwd, accept.path), join(cwd, 'gateway.yaml'))
  const print = await runCli(['config', 'check', '--fingerprint', 'gateway.yaml'], { cwd })
  expect(print.stdout.trim()).toBe(accept.fingerprint)
})

test('secrets from variables and files stay out of the configuration', async () => {
  const text = yaml.replace(/ {6}current:.*\n {6}past:\n.*\n/, '      {}\n')
  expect(text).not.toContain(old)
  await using directory = await sampleDirectory({ 'gateway.yaml': text, 'token.txt': old })
  const cwd = directory.path
  const variable = 'WEAKLAYER_SENSOR_TOKEN_SECRETS_CURRENT'
  const pastVariable = 'WEAKLAYER_SENSOR_TOKEN_SECRETS_PAST'
  const environment = { [`${variable}_FILE`]: join(cwd, 'token.txt') }
  expect(await rotate(cwd, ['token-secret'], environment)).toMatchObject({ status: 0, stderr: '' })
  const fresh = (await readFile(join(cwd, 'out/new-token-secret'), 'utf8')).trim()
  expect(await readdir(join(cwd, 'out/step-2-sign'))).toEqual([variable, pastVariable, 'gateway.yaml'])
  const inStep = (step: string, name: string) => readFile(join(cwd, 'out', step, name), 'utf8')
  expect(await inStep('step-1-accept', pastVariable)).toBe(`["${fresh}"]\n`)
  expect(await inStep('step-2-sign', variable)).toBe(`${fresh}\n`)
  expect(await inStep('step-2-sign', pastVariable)).toBe(`["${old}"]\n`)
  expect(await inStep('step-3-retire', pastVariable)).toBe('[]\n')
  for (const step of steps) {
    expect(await inStep(step, 'gateway.yaml')).toBe(text)
    const files = await readdir(join(cwd, 'out', step))
    const env = Object.fromEntries(
      [variable, pastVariable]
        .filter(name => files.includes(name))
        .map(name => [`${name}_FILE`, join(cwd, 'out', step, name)]),
    )
    await checked(cwd, step, { ...(files.includes(variable) ? {} : environment), ...env })
  }
  expect(await readFile(join(cwd, 'out/README.md'), 'utf8')).toContain('## Variables')
})

test('the steps to another install key add a verifier, and take the old ones of the group away', async () => {
  await using directory = await sampleDirectory({ 'gateway.yaml': yaml })
  const cwd = directory.path
  const ended = await rotate(cwd, ['install-key', '--group', sampleGroup])
  expect(ended).toMatchObject({ status: 0, stderr: '' })
  const made = JSON.parse(await readFile(join(cwd, 'out/new-install-key.json'), 'utf8'))
  expect(await acceptsKey(made.verifier, made.key)).toBe(true)
  const [accept, roll, retire] = [
    await checked(cwd, 'step-1-accept'),
    await checked(cwd, 'step-2-sign'),
    await checked(cwd, 'step-3-retire'),
  ]
  for (const text of [accept, roll]) {
    for (const one of [verifier, other, made.verifier]) expect(text).toContain(one.hash)
    expect(text).toContain('# laptops')
  }
  expect(retire).toContain(made.verifier.hash)
  expect(retire).toContain(other.hash)
  expect(retire).toContain('# kiosks')
  expect(retire).not.toContain(verifier.hash)
  const readme = await readFile(join(cwd, 'out/README.md'), 'utf8')
  expect(readme).toContain('Nothing changes at the gateways.')
  expect(readme.match(/systemctl reload/g)).toHaveLength(2)
  for (const text of [readme, ended.stdout, accept, retire]) expect(text).not.toContain(made.key.secret)
})

test('another gateway gets the same secret and the same verifier, and an end may be set', async () => {
  await using directory = await sampleDirectory({ 'gateway.yaml': yaml })
  const cwd = directory.path
  const secret = makeSecret()
  await writeFile(join(cwd, 'secret'), `${secret}\n`)
  const words = ['token-secret', '--use', 'secret', '--not-after', '2099-01-01T00:00:00Z']
  expect(await rotate(cwd, words)).toMatchObject({ status: 0, stderr: '' })
  const sign = await checked(cwd, 'step-2-sign')
  expect(sign).toContain(`current: ${secret}`)
  expect(sign.replaceAll(/\s+/g, ' ')).toContain(`secret: ${old} notAfter: ${Date.UTC(2099, 0) * 1000}`)
  const made = { key, verifier: await makeVerifier(key) }
  await writeFile(join(cwd, 'key.json'), JSON.stringify(made))
  const install = ['install-key', '--group', sampleGroup, '--use', 'key.json', '--config', 'gateway.yaml']
  expect(await runCli(['rotate', ...install, '--out', 'other'], { cwd })).toMatchObject({ status: 0 })
  expect(await readFile(join(cwd, 'other/step-1-accept/gateway.yaml'), 'utf8')).toContain(made.verifier.salt)
})

test.each([
  [['install-key', '--group', crypto.randomUUID()], 1, 'has no verifier of the group'],
  [['install-key'], 2, "required option '--group"],
  [['token-secret', '--not-after', '2020-01-01T00:00:00Z'], 2, 'is no time ahead'],
  [['token-secret', '--use', 'gateway.yaml'], 2, 'holds no token secret'],
  [['token-secret', '--use', 'old'], 2, 'in the configuration already'],
])('`rotate %j` ends with %i and writes nothing', async (words, status, shows) => {
  await using directory = await sampleDirectory({ 'gateway.yaml': yaml, old })
  const ended = await rotate(directory.path, words)
  expect([ended.status, ended.stderr]).toEqual([status, expect.stringContaining(shows)])
  expect(ended.stderr).not.toContain(old)
  await expect(stat(join(directory.path, 'out'))).rejects.toThrow('ENOENT')
})
