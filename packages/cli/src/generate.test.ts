import { readdir, readFile } from 'node:fs/promises'
import { expect, test, vi } from 'vitest'
import { generateOptions } from './generate/generate-options.ts'
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
  [['@new', '--out', '@other'], 'the directory is named twice, and differently'],
  [['@new', '--truth', '@new/truth'], 'it is in the directory of the events'],
  [['@new', '--truth', '@none/truth'], 'none/truth: ENOENT. Name a new file in a directory that exists.'],
  [['@new', '--truth', '@full/a.txt'], 'full/a.txt: it exists. Name a new file'],
  [['@new', '--start', '2026-09-22'], 'Expected a Monday after 1970, such as 2026-09-21.'],
  [['@new', '--users', '5', '--sensors', '5'], '--users and --sensors say the same'],
  [['@new', '--reuse', '101'], '--reuse is a percentage'],
  [['@new', '--attacks', '200'], 'cannot generate this: 200 attacks need as many sensors'],
  [['@new', '--benign', '9000'], 'cannot generate this: with '],
  [['@new', '--first-generation', '--missing', '1'], 'cannot generate this: the first generation'],
  [[], "missing required argument 'directory'"],
])('generate %j is a wrong call that writes nothing', async (words, shows) => {
  await using directory = await sampleDirectory({ 'full/a.txt': 'x' })
  const call = ['generate', ...words.map(word => word.replace('@', `${directory.path}/`))]
  const program = await createProgram()
  const wrong = await program.parseAsync(call, { from: 'user' }).then(
    () => undefined,
    error => reportError(error, 'weaklayer'),
  )
  expect(wrong).toMatchObject({ status: 2, text: expect.stringContaining(shows) })
  expect(await readdir(directory.path, { recursive: true })).toEqual(['full', 'full/a.txt'])
})

const small = ['--events', '30000', '--users', '12', '--attacks', '2', '--benign', '12']

test('an organisation has its attacks and cases listed outside of its events', async () => {
  await using directory = await sampleDirectory()
  const options = { cwd: directory.path }
  const call = ['generate', '--out', 'made', ...small, '--truth', 'truth.ndjson']
  const { stdout } = await runCli(call, options)
  expect(stdout).toContain(
    'Among them are 2 attacks and 12 benign cases; which they are stands in truth.ndjson.',
  )
  const text = await readFile(`${directory.path}/truth.ndjson`, 'utf8')
  const records = text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line).record)
  expect(records.toSorted()).toEqual([...Array(2).fill('attack'), ...Array(12).fill('benign')])
  const names = await readdir(`${directory.path}/made`, { recursive: true })
  expect(names.filter(name => !/^[0-9a-f-]{36}(\/\d{16}-\d{16}\.ndjson)?$/.test(name))).toEqual([])
  const again = await runCli(['generate', 'more', ...small, '--truth', 'truth.ndjson'], options)
  expect(again).toMatchObject({ status: 2, stderr: expect.stringContaining('truth.ndjson: it exists') })
})

test('--organisation stands for the one that password reuse is measured with', () => {
  const call = { seed: 1, missing: 0, doubled: 0, conflicts: 0, drops: 0, moved: 0, clones: 0 }
  const preset = { events: 5_000_000, sensors: 541, groups: 3, attacks: 20, benign: 2000 }
  expect(generateOptions({ ...call, organisation: true })).toMatchObject(preset)
  const fewer = generateOptions({ ...call, organisation: true, users: 50, attacks: 3, events: 9, reuse: 55 })
  expect(fewer).toMatchObject({ ...preset, sensors: 54, attacks: 3, events: 9, reusePercent: 55 })
})
