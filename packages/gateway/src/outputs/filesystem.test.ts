import { appendFile, mkdir, symlink, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { faultyFiles } from '../testing/faulty-files.ts'
import { filesOf, group, openOutput, textOf, us, write } from '../testing/test-files.ts'
import { temporaryDirectory } from '../testing/test-gateway.ts'
import { type FormatName, fileFormats } from './file-format.ts'
import { durable } from './output.ts'

vi.mock('node:fs/promises', async original => {
  const { withFaults } = await import('../testing/faulty-files.ts')
  return withFaults(await original())
})
afterEach(() => faultyFiles.reset())

test('lines go to a dot file, which gets its name when the output closes', async () => {
  const directory = await temporaryDirectory()
  const { output } = await openOutput(directory)
  expect(await write(output, '{"a":1}\n')).toEqual(durable)
  expect(filesOf(directory)).toEqual([`.${us}.ndjson`])
  await output.close()
  expect(filesOf(directory)).toEqual([`${us}-${us}.ndjson`])
  expect((await write(output, '{}\n')).status).toBe('unavailable')
})

test('a file of format array grows by whole elements and is one JSON array when it is finished', async () => {
  const directory = await temporaryDirectory()
  const { output } = await openOutput(directory, { format: fileFormats.array })
  await write(output, '{"a":"ä\u2028ö"}\n{"b":2}\n')
  await write(output, '{"c":3}\n')
  expect(textOf(directory, `.${us}.json`)).toBe('[{"a":"ä\u2028ö"}\n,{"b":2}\n,{"c":3}\n')
  await output.close()
  expect(filesOf(directory)).toEqual([`${us}-${us}.json`])
  const finished = textOf(directory, `${us}-${us}.json`)
  expect(JSON.parse(finished)).toEqual([{ a: 'ä\u2028ö' }, { b: 2 }, { c: 3 }])
})

test('a file ends when it reaches its size, and a name that is taken is never written over', async () => {
  const directory = await temporaryDirectory()
  await mkdir(join(directory, group))
  await writeFile(join(directory, group, `${us}-${us}.ndjson`), 'precious')
  const { output } = await openOutput(directory, { sizeBytes: 8 })
  await write(output, '{"a":1}\n')
  await write(output, '{"b":1}\n')
  const names = [`${us}-${us}`, `${us}-${us + 1}`, `${us + 1}-${us + 1}`]
  expect(filesOf(directory)).toEqual(names.map(name => `${name}.ndjson`))
  expect(textOf(directory, `${us}-${us}.ndjson`)).toBe('precious')
  await output.close()
})

test('a file ends at its age, and the next line starts another one', async () => {
  const directory = await temporaryDirectory()
  const { output, clock } = await openOutput(directory)
  await write(output, '{"a":1}\n')
  await clock.advance(300_000)
  await write(output, '{"b":1}\n')
  const [end, next] = [us + 300_000_000, us + 300_000_000]
  expect(filesOf(directory)).toEqual([`.${next}.ndjson`, `${us}-${end}.ndjson`])
  await output.close()
})

test.each<FormatName>(['lines', 'array'])(
  'of format %s, the name of a file is synced before its first line counts, and its final name too',
  async format => {
    const directory = await temporaryDirectory()
    const { output } = await openOutput(directory, { format: fileFormats[format] })
    faultyFiles.log.length = 0
    await write(output, '{"a":1}\n')
    const { extension, ending } = fileFormats[format]
    const dot = `.${us}.${extension}`
    const made = [`mkdir ${group}`, `open ${group}`, `sync ${group}`]
    const steps = () => faultyFiles.log.filter(step => !step.startsWith('close')).join()
    expect(steps()).toContain(
      [`open ${dot}`, `open ${group}`, `sync ${group}`, `writev ${dot}`, `datasync ${dot}`].join(),
    )
    expect(steps()).toContain(made[0])
    faultyFiles.log.length = 0
    await output.close()
    const ended = ending === '' ? [] : [`writev ${dot}`, `datasync ${dot}`]
    expect(steps()).toContain([...ended, `rename ${dot}`, ...made.slice(1)].join())
  },
)

test('the folder of a new group is synced into its parent before its first line counts', async () => {
  const directory = await temporaryDirectory()
  const { output } = await openOutput(join(directory, 'events'))
  faultyFiles.log.length = 0
  await write(output, '{"a":1}\n')
  const log = faultyFiles.log
  expect(log.indexOf('sync events')).toBeGreaterThan(log.indexOf(`mkdir ${group}`))
  expect(log.indexOf('sync events')).toBeLessThan(log.indexOf(`writev .${us}.ndjson`))
  await output.close()
})

test.each(['a file', 'a dangling link'])('%s instead of a directory is a clear refusal', async what => {
  const path = join(await temporaryDirectory(), 'place')
  if (what === 'a file') await appendFile(path, 'x')
  else await symlink('/nowhere/at/all', path)
  await expect(openOutput(path)).rejects.toMatchObject({
    code: 'OUTPUT_DIRECTORY_UNUSABLE',
    message: expect.stringContaining(path),
  })
})

test('handles of files are bounded: the one used longest ago is closed, and its file goes on later', async () => {
  const directory = await temporaryDirectory()
  const { output } = await openOutput(directory, { mostOpenFiles: 2 })
  const groups = ['a', 'b', 'c'].map(letter => group.replace(/^9/, letter))
  for (const to of groups) await write(output, `{"first":1}\n`, to)
  expect(faultyFiles.log.filter(step => step === `close .${us}.ndjson`)).toHaveLength(1)
  for (const to of groups) expect(await write(output, `{"second":2}\n`, to)).toEqual(durable)
  await output.close()
  for (const of of groups) expect(filesOf(directory, of)).toEqual([`${us}-${us}.ndjson`])
  expect(faultyFiles.log.filter(step => step === `close .${us}.ndjson`)).toHaveLength(
    faultyFiles.log.filter(step => step === `open .${us}.ndjson`).length,
  )
})

test('what waits for a file goes out in one write and one sync', async () => {
  const directory = await temporaryDirectory()
  const { output } = await openOutput(directory, { sizeBytes: 1_000_000 })
  await write(output, '{"a":1}\n')
  faultyFiles.log.length = 0
  const goOn = faultyFiles.hold('datasync')
  const first = write(output, '{"first":1}\n')
  await vi.waitFor(() => expect(faultyFiles.log.at(-1)).toBe(`datasync .${us}.ndjson`))
  const others = Array.from({ length: 200 }, (_, index) => write(output, `{"n":${index}}\n`))
  goOn()
  await Promise.all([first, ...others])
  const twice = (call: string) => [`${call} .${us}.ndjson`, `${call} .${us}.ndjson`]
  expect(faultyFiles.log.sort()).toEqual([...twice('datasync'), ...twice('writev')])
  await output.close()
})

test('groups sync side by side: a batch waits for its own file only', async () => {
  const directory = await temporaryDirectory()
  const { output } = await openOutput(directory)
  const other = group.replace(/^9/, 'a')
  await write(output, '{"a":1}\n', other)
  const goOn = faultyFiles.hold('datasync', group)
  let isHeldDone = false
  const held = write(output, '{"b":2}\n').then(() => (isHeldDone = true))
  expect(await write(output, '{"c":3}\n', other)).toEqual(durable)
  expect(isHeldDone).toBe(false)
  goOn()
  await held
  await output.close()
})

test('a handle is never closed in the middle of a write', async () => {
  const directory = await temporaryDirectory()
  const { output } = await openOutput(directory, { mostOpenFiles: 1 })
  const other = group.replace(/^9/, 'a')
  await write(output, '{"a":1}\n')
  const goOn = faultyFiles.hold('writev')
  const held = write(output, '{"b":2}\n')
  await vi.waitFor(() => expect(faultyFiles.log.at(-1)).toBe(`writev .${us}.ndjson`))
  const another = write(output, '{"c":3}\n', other)
  await vi.waitFor(() => expect(faultyFiles.log.filter(step => step.startsWith('writev'))).toHaveLength(3))
  goOn()
  expect(await Promise.all([held, another])).toEqual([durable, durable])
  await output.close()
})

test('the handle of an idle file is closed, and the file grows on with the next line', async () => {
  const directory = await temporaryDirectory()
  const { output, clock } = await openOutput(directory)
  await write(output, '{"a":1}\n')
  faultyFiles.log.length = 0
  await clock.advance(120_000)
  expect(faultyFiles.log.filter(step => step.startsWith('close'))).toEqual([`close .${us}.ndjson`])
  await write(output, '{"b":2}\n')
  expect(textOf(directory, `.${us}.ndjson`)).toBe('{"a":1}\n{"b":2}\n')
  await output.close()
})

test('a file that somebody removed while it was idle is followed by another one', async () => {
  const directory = await temporaryDirectory()
  const { output, clock, log } = await openOutput(directory)
  await write(output, '{"a":1}\n')
  await clock.advance(120_000)
  await unlink(join(directory, group, `.${us}.ndjson`))
  expect((await write(output, '{"b":2}\n')).status).toBe('unavailable')
  expect(await write(output, '{"b":2}\n')).toEqual(durable)
  expect(log()).toContain('ENOENT')
  await output.close()
})
