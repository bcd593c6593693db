import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { makeSigningKey } from '@weaklayer/policy'
import { importEvents } from '@weaklayer/review'
import {
  auditBeginning,
  auditFileName,
  auditLine,
  chainAuditEntry,
  makeInstallKey,
  makeVerifier,
  toBase64,
} from '@weaklayer/wire'
import type { Command } from 'commander'
import { describe, expect, test, vi } from 'vitest'
import { createProgram } from './program.ts'
import { commandPath } from './run-cli.ts'
import { lines, sampleDirectory, sampleEvents, sampleGroup } from './sample-directory.ts'

// Each command is a process, some lines start several, and everything else of the machine may run at the same time.
vi.setConfig({ testTimeout: 60_000 })

const page = await readFile(new URL('../../../docs/command-line.md', import.meta.url), 'utf8')
const call = 'npx --no weaklayer '

/** Every command of the page's shell blocks. */
const documented = [...page.matchAll(/```sh\n(.*?)```/gs)]
  .flatMap(([, block]) => (block ?? '').split('\n'))
  .filter(line => line !== '')

/** Those that never end by themselves, or need a gateway; the tests of `server`, `tail`, `doctor` and `revoke` run them. */
const endless = (command: string) => / server | doctor | --admin | tail (?!.*--no-follow)/.test(command)

/** Every verb that does something, by its whole name. */
function verbsOf(command: Command, prefix = ''): { name: string; command: Command }[] {
  return command.commands.flatMap(each => {
    const name = `${prefix}${each.name()}`
    return each.commands.length === 0 ? [{ name, command: each }] : verbsOf(each, `${name} `)
  })
}
const verbs = verbsOf(await createProgram())

test('the page has commands of every verb', () => {
  expect(documented.length).toBeGreaterThan(verbs.length)
  for (const { name } of verbs)
    expect(documented.filter(line => line.includes(`${call}${name}`))).not.toEqual([])
})

describe.each(verbs)('$name', ({ name, command }) => {
  const section = new RegExp(`\n## ${name}\n(.*?)(\n## |$)`, 's').exec(page)?.[1] ?? ''

  test('has a section that names all of its options', () => {
    const options = command.options.map(option => option.long)
    for (const option of options) expect(section).toContain(`${option}`)
    const named = [...section.matchAll(/(?<![-\w])--[a-z][a-z-]*/g)].map(([option]) => option)
    expect(options.concat('--no')).toEqual(expect.arrayContaining([...new Set(named)]))
  })

  test('has help with an example', () => {
    let help = ''
    command.configureOutput({ writeOut: text => (help += text) }).outputHelp()
    expect(help).toContain('Examples:')
    expect(help).toContain(`weaklayer ${name}`)
  })
})

const key = await makeInstallKey(sampleGroup)
const verifier = await makeVerifier(key)
const ids = {
  version: '1.2.0',
  chromium: 'abcdefghijklmnopabcdefghijklmnop',
  firefox: 'sensor@weaklayer.org',
}
const auditRecord = chainAuditEntry(
  { action: 'revocation.added', outcome: 'done', subject: { group: sampleGroup } },
  auditBeginning,
  Date.now() * 1000,
)
const signingKey = makeSigningKey()
const secret = toBase64(crypto.getRandomValues(new Uint8Array(64)))

/** For examples that look there. */
function anHourAgo(events: Record<string, unknown>[]) {
  return events.map(event => ({ ...event, time: Number(event.time) - 3_600_000_000 }))
}

test.each(documented.filter(line => !endless(line)))('`%s` runs', async line => {
  const config = {
    sensor: {
      api: { port: 8080 },
      token: { secrets: { current: secret } },
      install: { verifiers: [verifier] },
    },
    outputs: [{ type: 'filesystem', directory: './events' }],
  }
  await using directory = await sampleDirectory({
    'gateway.yaml': JSON.stringify(config),
    'key.json': JSON.stringify({ key, verifier }),
    'ids.json': JSON.stringify(ids),
    'revoked.json': JSON.stringify({ entries: [{ group: sampleGroup, note: 'sold' }] }),
    [`events/audit/${auditFileName(1, 0)}`]: auditLine(auditRecord),
    'settings.yaml': 'excludedHosts: [bank.example.com]\n',
    'keys/sensor.pem': signingKey,
    [`events/${sampleGroup}/10-20.ndjson`]: lines([
      ...sampleEvents(1, 9),
      ...anHourAgo(sampleEvents(10, 12)),
    ]),
  })
  if (line.includes(' store'))
    await importEvents(join(directory.path, 'events'), join(directory.path, 'store'))
  const script = line.replaceAll(call, `'${process.execPath}' '${commandPath}' `)
  const { stdout, stderr } = await promisify(execFile)('sh', ['-c', script], { cwd: directory.path })
  expect(stderr).toBe('')
  expect(stdout).toMatch(line.includes('config check') && line.includes('--json') ? /^$/ : /./)
})

test.each(documented.filter(endless))('`%s` is a call that the command takes', async line => {
  const program = await createProgram()
  for (const { command } of verbsOf(program)) command.action(() => undefined)
  const words = (line.split(call)[1] ?? '').split(' ').map(word => word.replaceAll("'", ''))
  await program.parseAsync(words, { from: 'user' })
  expect(line).toContain(call)
})
