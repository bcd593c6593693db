import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { createProgram } from './program.ts'
import { sampleGroup } from './sample-directory.ts'

const page = (name: string) => readFile(new URL(`../../../docs/${name}`, import.meta.url), 'utf8')
const [runbooks, audit, gateway, errors] = await Promise.all(
  ['runbooks.md', 'audit.md', 'gateway.md', 'errors.md'].map(page),
)

/** What stands in the pages for something that only the reader knows. */
const placeholders: [RegExp, string][] = [
  [/\bHASH-\S+/g, 'a'.repeat(64)],
  [/\b(?:UUID|GROUP)\b/g, sampleGroup],
  [/\bTIME\b/g, '2099-01-01T00:00:00Z'],
  [/"[^"]*"/g, 'text'],
  [/…/g, 'file'],
]

/** Every call of the command in a page, up to a pipe. */
function callsIn(text = ''): string[] {
  return [...text.matchAll(/npx --no weaklayer ([^`|\n]+)/g)].map(([, words = '']) =>
    placeholders.reduce((call, [pattern, value]) => call.replaceAll(pattern, value), words.trim()),
  )
}

function silence(command: Command): void {
  command.action(() => undefined)
  for (const each of command.commands) silence(each)
}

test.each([...callsIn(runbooks), ...callsIn(audit)])(
  '`weaklayer %s` is a call that the command takes',
  async call => {
    const program = await createProgram()
    silence(program)
    await program.parseAsync(call.split(/\s+/), { from: 'user' })
    expect(call).not.toMatch(/ {2}/)
  },
)

test('the pages have calls, and each runbook says how to notice, what to do, how to check, and what comes after', () => {
  expect(callsIn(runbooks).length).toBeGreaterThan(8)
  expect(callsIn(audit).length).toBeGreaterThan(1)
  const sections = (runbooks ?? '').split('\n## ').slice(1)
  expect(sections).toHaveLength(9)
  for (const section of sections)
    for (const part of ['**You notice:**', '**Now:**', '**It worked:**', '**Afterwards:**'])
      expect(section).toContain(part)
})

test('every metric and code that a runbook names is documented', () => {
  const metrics = [...(runbooks ?? '').matchAll(/weaklayer_\w+/g)].map(([name]) =>
    name.replace(/_(count|sum|bucket)$/, ''),
  )
  expect(metrics.length).toBeGreaterThan(8)
  for (const name of metrics) expect(gateway).toContain(`\`${name}\``)
  const codes = [...(runbooks ?? '').matchAll(/`([A-Z]{3,}_[A-Z_]+)`/g)].map(([, code]) => code)
  expect(codes.length).toBeGreaterThan(8)
  for (const code of codes) expect(errors).toContain(`\`${code}\``)
})
