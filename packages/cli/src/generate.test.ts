import { readdir } from 'node:fs/promises'
import { expect, test, vi } from 'vitest'
import { createProgram } from './program.ts'
import { reportError } from './report-error.ts'
import { runCli } from './run-cli.ts'
import { sampleDirectory } from './sample-directory.ts'

// Commands are processes, and everything else of the machine may run at the same time.
vi.setConfig({ testTimeout: 60_000 })

const faults = '--missing 3 --doubled 4 --conflicts 5 --drops 6 --moved 8 --clones 2'.split(' ')

test('what is generated is what verify finds', async () => {
  await using directory = await sampleDirectory()
  const options = { cwd: directory.path }
  const made = await runCli(
    ['generate', 'made', '--events', '4000', '--sensors', '20', ...faults, '--json'],
    options,
  )
  expect(made).toMatchObject({ status: 0, stderr: '' })
  const { sensors, events, seed, groups, ...truth } = JSON.parse(made.stdout)
  expect({ sensors, seed, groups, ...truth }).toMatchObject({
    sensors: 20,
    seed: 1,
    missing: 3,
    conflicts: 5,
    declared: 6,
    clones: 2,
  })
  expect(truth.doubled + truth.moved).toBe(12)
  const verified = await runCli(['verify', 'made', '--json'], options)
  expect(verified.status).toBe(1)
  const summary = JSON.parse(verified.stdout.trimEnd().split('\n').at(-1) ?? '')
  expect(summary).toMatchObject({ record: 'summary', sensors, events, complete: false, ...truth })
})

test('without faults it is complete, and said in plain words', async () => {
  await using directory = await sampleDirectory()
  const options = { cwd: directory.path }
  const { stdout } = await runCli(['generate', 'made', '--events', '500', '--seed', '7'], options)
  expect(stdout).toContain('500 events of 100 sensors in 1 groups, 100 epochs, seed 7, are in made.')
  expect(stdout).toContain(
    'Verify has to find: missing 0, declared 0, moved 0, doubled 0, conflicts 0, clones 0.',
  )
  expect(await runCli(['verify', 'made'], options)).toMatchObject({ status: 0 })
})

test.each([
  [['@full'], 'full: it is not empty. Name a new or empty directory.'],
  [['@full/a.txt'], 'full/a.txt: it is a file.'],
  [['@new', '--events', '10', '--missing', '99'], 'cannot generate this: only '],
  [['@new', '--events', 'many'], 'Expected a whole number from 1.'],
  [[], "missing required argument 'directory'"],
])('generate %j is a wrong call that writes nothing', async (words, shows) => {
  await using directory = await sampleDirectory({ 'full/a.txt': 'x' })
  const call = ['generate', ...words.map(word => word.replace('@', `${directory.path}/`))]
  const wrong = await createProgram()
    .parseAsync(call, { from: 'user' })
    .then(
      () => undefined,
      error => reportError(error, 'weaklayer'),
    )
  expect(wrong).toMatchObject({ status: 2, text: expect.stringContaining(shows) })
  expect(await readdir(directory.path, { recursive: true })).toEqual(['full', 'full/a.txt'])
})
