import { createHash } from 'node:crypto'
import { cp, mkdir, readdir, readFile, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeSigningKey } from '@weaklayer/policy'
import { expect, test, vi } from 'vitest'
import { runCli, runProgram } from './run-cli.ts'
import { sampleDirectory } from './sample-directory.ts'

// Each command builds the extension twice, in a process, and everything else of the machine may run at the same time.
vi.setConfig({ testTimeout: 120_000 })

const require = createRequire(import.meta.url)
const pem = makeSigningKey()
const url = 'https://gateway.example.com/updates'
const project = fileURLToPath(new URL('../../..', import.meta.url))

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

/** Hash of each file. */
async function contents(directory: string): Promise<Record<string, string>> {
  const names = (await readdir(directory)).sort()
  const files = names.map(async name => [name, sha256(await readFile(join(directory, name)))])
  return Object.fromEntries(await Promise.all(files)) as Record<string, string>
}

/** A copy of the project's sources in another folder, with the same dependencies. */
async function copyProject(to: string): Promise<string> {
  const isSource = (path: string) => !/[/\\](node_modules|dist)([/\\]|$)/.test(path.slice(project.length))
  for (const name of ['packages', 'extension', 'manifest.json', 'package.json', 'tsconfig.json', 'LICENSE'])
    await cp(join(project, name), join(to, name), { recursive: true, filter: isSource })
  const own: Record<string, string> = { '@weaklayer/extension': 'extension', weaklayer: 'packages/cli' }
  for (const name of ['wire', 'gateway', 'review', 'policy']) own[`@weaklayer/${name}`] = `packages/${name}`
  await mkdir(join(to, 'node_modules/@weaklayer'), { recursive: true })
  for (const name of await readdir(join(project, 'node_modules')))
    if (!name.startsWith('@weaklayer') && name !== 'weaklayer')
      await symlink(join(project, 'node_modules', name), join(to, 'node_modules', name))
  for (const [name, place] of Object.entries(own))
    await symlink(join(to, place), join(to, 'node_modules', name))
  return join(to, 'packages/cli/bin/weaklayer.js')
}

test('two checkouts in different folders and time zones give the same bytes', async () => {
  await using here = await sampleDirectory({ 'key.pem': pem })
  await using there = await sampleDirectory({ 'keys/other-name.pem': pem })
  const copied = await copyProject(join(there.path, 'a checkout'))
  const options = ['--update-url', url, '--json']
  const first = await runCli(['package', '--out', 'a', '--key', 'key.pem', ...options], {
    cwd: here.path,
    environment: { TZ: 'Pacific/Kiritimati' },
  })
  const other = [copied, 'package', '--out', 'made/b', '--key', 'keys/other-name.pem', ...options]
  const second = await runProgram(process.execPath, other, {
    cwd: there.path,
    environment: { TZ: 'America/St_Johns', LANG: 'tr_TR.UTF-8' },
  })
  expect([first.stderr, second.stderr]).toEqual(['', ''])
  const made = await contents(join(here.path, 'a'))
  expect(Object.keys(made)).toHaveLength(8)
  expect(await contents(join(there.path, 'made/b'))).toEqual(made)
})

interface Findings {
  summary: { errors: number }
  errors: unknown[]
  warnings: { code: string }[]
  notices: { code: string }[]
}

/** What Mozilla's linter says of an XPI. */
async function lint(file: string): Promise<Findings> {
  const linter = join(require.resolve('addons-linter/package.json'), '../bin/addons-linter')
  const { stdout } = await runProgram(
    process.execPath,
    [linter, '--self-hosted', '--output', 'json', file],
    {},
  )
  return JSON.parse(stdout) as Findings
}

test("Mozilla's linter finds no error in the XPI, and every warning is explained in docs/packages.md", async () => {
  await using directory = await sampleDirectory()
  const made = await runCli(['package', '--out', 'out', '--update-url', url], { cwd: directory.path })
  expect(made).toMatchObject({ status: 0, stderr: '' })
  const found = await lint(join(directory.path, 'out/weaklayer-0.1.0.xpi'))
  expect({ errors: found.errors, counted: found.summary.errors }).toEqual({ errors: [], counted: 0 })
  const page = await readFile(join(project, 'docs/packages.md'), 'utf8')
  const said = [...found.warnings, ...found.notices].map(({ code }) => code)
  expect(said.filter(code => !page.includes(`| \`${code}\``))).toEqual([])
})

test('a new key is secret, is kept, and gives the same id later', async () => {
  await using directory = await sampleDirectory()
  const options = { cwd: directory.path }
  const first = await runCli(['package', '--out', 'out', '--new-key', 'key.pem', '--json'], options)
  expect(first).toMatchObject({ status: 0, stderr: '' })
  const key = await readFile(join(directory.path, 'key.pem'), 'utf8')
  expect((await stat(join(directory.path, 'key.pem'))).mode & 0o777).toBe(0o600)
  expect(first.stdout).not.toContain(key.split('\n')[1])
  const again = await runCli(['package', '--out', 'out', '--new-key', 'key.pem'], options)
  expect(again).toMatchObject({ status: 1, stdout: '' })
  expect(again.stderr).toContain('key.pem exists already and was left as it is')
  expect(await readFile(join(directory.path, 'key.pem'), 'utf8')).toBe(key)
  const later = await runCli(['package', '--out', 'out', '--key', 'key.pem', '--json'], options)
  const idOf = (text: string) => (JSON.parse(text) as { chromium: string }).chromium
  expect(idOf(later.stdout)).toBe(idOf(first.stdout))
  expect(idOf(later.stdout)).toMatch(/^[a-p]{32}$/)
})

test('without a key everything else is made, and it says why there is no CRX', async () => {
  await using directory = await sampleDirectory({ 'out/weaklayer-0.0.1.crx': 'old', 'out/mine.txt': 'mine' })
  const made = await runCli(['package', '--out', 'out', '--version', '1.2.3.4'], { cwd: directory.path })
  expect(made).toMatchObject({ status: 0, stderr: '' })
  expect(made.stdout).toMatch(/\nNo CRX.*--key FILE/)
  expect((await readdir(join(directory.path, 'out'))).sort()).toEqual([
    'SHA256SUMS',
    'ids.json',
    'mine.txt',
    'weaklayer-1.2.3.4-store.zip',
    'weaklayer-1.2.3.4.cdx.json',
    'weaklayer-1.2.3.4.xpi',
  ])
})
