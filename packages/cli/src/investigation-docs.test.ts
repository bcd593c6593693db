import { execFile } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { commandPath } from './run-cli.ts'
import { sampleDirectory } from './sample-directory.ts'

// Commands are processes, and everything else of the machine may run at the same time.
vi.setConfig({ testTimeout: 180_000 })

const page = await readFile(new URL('../../../docs/investigation.md', import.meta.url), 'utf8')

/** Each block of commands, with the lines that the page shows of what the last one prints. */
const steps = [...page.matchAll(/```sh\n(.*?)```(?:\n\n```text\n(.*?)```)?/gs)].map(
  ([, commands = '', shown = '']) => ({
    commands: commands.trimEnd(),
    shown: shown.split('\n').filter(line => line !== ''),
  }),
)

let directory: Awaited<ReturnType<typeof sampleDirectory>>
beforeAll(async () => {
  directory = await sampleDirectory()
})
afterAll(() => directory[Symbol.asyncDispose]())

/** A line of the page, where `…` stands for anything. */
function patternOf(line: string): RegExp {
  const parts = line.split('…').map(part => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(parts.join('.*'), 'm')
}

test.each(steps)('$commands', async ({ commands, shown }) => {
  const script = commands.replaceAll('npx --no weaklayer ', `'${process.execPath}' '${commandPath}' `)
  const { stdout } = await promisify(execFile)('sh', ['-ec', script], {
    cwd: directory.path,
    maxBuffer: 16_777_216,
  })
  for (const line of shown) expect(stdout).toMatch(patternOf(line))
})

test('the page goes from made-up events to evidence that exists', async () => {
  expect(steps).toHaveLength(12)
  expect(steps.flatMap(({ shown }) => shown).length).toBeGreaterThan(12)
  const evidence = await readFile(`${directory.path}/evidence.csv`, 'utf8')
  for (const host of ['login.microsoftonline.com.calanlo-id.net', 'portal.renisgan-verartis.shop'])
    expect(evidence).toContain(host)
  expect((await stat(`${directory.path}/sensors.parquet`)).size).toBeGreaterThan(10_000)
})
