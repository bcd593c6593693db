import { spawn } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { makeInstallKey } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import { commandPath, runCli } from './run-cli.ts'
import { sampleDirectory, sampleGroup } from './sample-directory.ts'

const key = await makeInstallKey(sampleGroup)
const ids = {
  version: '1.2.0',
  chromium: 'abcdefghijklmnopabcdefghijklmnop',
  firefox: 'sensor@weaklayer.org',
}
const files = {
  'key.json': JSON.stringify(key),
  'ids.json': JSON.stringify(ids),
  'settings.yaml': 'excludedHosts:\n  - bank.example\n',
  'taken/notes.txt': 'mine',
}

function call(...more: string[]): string[] {
  const address = ['--gateway', 'https://gateway.example.com', '--update-url', 'https://u.example/updates']
  return ['policy', ...address, '--label', 'finance', '--ids', 'ids.json', ...more]
}

const withKey = (...more: string[]) => call('--install-key', 'key.json', '--out', 'out', ...more)

test('writes a folder for each target, and what holds the key for its owner only', async () => {
  await using directory = await sampleDirectory(files)
  const ended = await runCli(withKey('--settings', 'settings.yaml', '--json'), { cwd: directory.path })
  expect(ended).toMatchObject({ status: 0, stderr: '' })
  const written = ended.stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(new Set(written.map(file => file.target)).size).toBeGreaterThanOrEqual(15)
  for (const file of written) {
    const path = join(directory.path, file.path)
    expect([file.path, (await stat(path)).mode & 0o077]).toEqual([
      file.path,
      file.secret ? 0 : expect.toSatisfy(mode => mode > 0),
    ])
    const content = await readFile(path)
    const holds = [...(['utf8', 'utf16le'] as const)].some(one =>
      content.includes(Buffer.from(key.secret, one)),
    )
    if (holds) expect(file).toMatchObject({ secret: true })
  }
  expect(written.filter(file => file.secret).length).toBeGreaterThan(20)
  expect(ended.stdout).not.toContain(key.secret)
  const policy = JSON.parse(await readFile(join(directory.path, 'out/chrome-linux/weaklayer.json'), 'utf8'))
  expect(policy['3rdparty'].extensions[ids.chromium]).toMatchObject({
    installKey: key,
    excludedHosts: ['bank.example'],
  })
})

test('replaces the folders of an earlier call, and leaves the others', async () => {
  await using directory = await sampleDirectory(files)
  const cwd = { cwd: directory.path }
  await runCli(withKey('--target', 'chrome-linux', 'firefox-linux', '--fill', 'device', 'user'), cwd)
  const first = await readFile(join(directory.path, 'out/chrome-linux/install.sh'), 'utf8')
  expect(await runCli(withKey('--target', 'chrome-linux', '--fill', 'none'), cwd)).toMatchObject({
    status: 0,
  })
  expect(first).toContain('weaklayer-machine.json"\n')
  expect(await readFile(join(directory.path, 'out/chrome-linux/install.sh'), 'utf8')).not.toBe(first)
  await stat(join(directory.path, 'out/firefox-linux/policies.json'))
})

test('takes the key from standard input, also as `key` prints it', async () => {
  await using directory = await sampleDirectory(files)
  const words = [commandPath, ...call('--install-key', '-', '--out', 'out', '--target', 'google-admin')]
  const child = spawn(process.execPath, words, { cwd: directory.path })
  child.stdin.end(JSON.stringify({ key, verifier: {} }))
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  expect([stdout, stderr]).toEqual([expect.stringContaining('3 files for 1 targets'), ''])
  const json = await readFile(join(directory.path, 'out/google-admin/policy-for-extensions.json'), 'utf8')
  expect(JSON.parse(json).installKey).toEqual({ Value: key })
})

test('takes files as PowerShell writes them', async () => {
  await using directory = await sampleDirectory(files)
  const { writeFile } = await import('node:fs/promises')
  await writeFile(join(directory.path, 'key.json'), Buffer.from(`\ufeff${JSON.stringify(key)}`, 'utf16le'))
  expect(await runCli(withKey('--target', 'google-admin'), { cwd: directory.path })).toMatchObject({
    status: 0,
  })
})

test('names every problem, writes nothing then, and shows no secret', async () => {
  await using directory = await sampleDirectory({
    ...files,
    'key.json': JSON.stringify({ ...key, group: 'wrong' }),
    'settings.yaml': 'excludedHost: [a]\nincognito: maybe\n',
  })
  const ended = await runCli(withKey('--settings', 'settings.yaml'), { cwd: directory.path })
  expect(ended).toMatchObject({ status: 1, stdout: '' })
  expect(ended.stderr.split('\n')).toEqual([
    'weaklayer policy: settings.yaml: excludedHost: unknown key. Did you mean `excludedHosts`?',
    'weaklayer policy: key.json: installKey.group: expected a lower-case UUID. Correct the value.',
    'weaklayer policy: settings.yaml: incognito: is "maybe", expected true or false. Correct the value.',
    'weaklayer policy: no policy file was written: what it was given has 3 problems, named above. Correct them and call it again.',
    '',
  ])
  await expect(stat(join(directory.path, 'out'))).rejects.toThrow('ENOENT')
})

test.each([
  [withKey('--target', 'chrome-linx'), 'there is no target chrome-linx. Did you mean `chrome-linux`?'],
  [call('--install-key', 'key.json', '--out', 'taken'), 'taken: it holds other files'],
  [call('--install-key', 'nothing.json', '--out', 'out'), 'nothing.json: it does not exist'],
  [call('--out', 'out'), "required option '--install-key <file>' not specified"],
  [withKey('--profile', 'ful'), 'Allowed choices are minimal, standard, full'],
])('%j is a wrong call', async (words, shows) => {
  await using directory = await sampleDirectory(files)
  const ended = await runCli(words, { cwd: directory.path })
  expect(ended).toMatchObject({ status: 2, stderr: expect.stringContaining(shows) })
})
