import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { faultyFiles } from '../testing/faulty-files.ts'
import { filesOf, group, openOutput, textOf, us, write } from '../testing/test-files.ts'
import { temporaryDirectory } from '../testing/test-gateway.ts'
import { fileFormats } from './file-format.ts'
import { durable, unavailable } from './output.ts'

vi.mock('node:fs/promises', async original => {
  const { withFaults } = await import('../testing/faulty-files.ts')
  return withFaults(await original())
})
afterEach(() => faultyFiles.reset())

const dot = `.${us}.ndjson`

test('a write that fails leaves the file as it was synced last, and the next one works', async () => {
  const directory = await temporaryDirectory()
  const { output } = await openOutput(directory)
  await write(output, '{"a":1}\n')
  faultyFiles.fail('writev', 'EIO')
  expect(await write(output, '{"b":2}\n')).toEqual(unavailable('EIO'))
  expect(faultyFiles.log).toContain(`truncate ${dot}`)
  expect(textOf(directory, dot)).toBe('{"a":1}\n')
  expect(await write(output, '{"c":3}\n')).toEqual(durable)
  expect(textOf(directory, dot)).toBe('{"a":1}\n{"c":3}\n')
  await output.close()
})

test('of a short write the whole batches stay and count, the torn one is cut off and refused', async () => {
  const directory = await temporaryDirectory()
  const { output } = await openOutput(directory)
  await write(output, '{"a":1}\n')
  faultyFiles.writeShort(20)
  const outcomes = await Promise.all(['{"b":2}\n', '{"c":3}\n', '{"d":4}\n'].map(text => write(output, text)))
  expect(outcomes).toEqual([durable, durable, unavailable('SHORT_WRITE')])
  expect(textOf(directory, dot)).toBe('{"a":1}\n{"b":2}\n{"c":3}\n')
  await output.close()
})

test('where nothing fitted, nothing is synced', async () => {
  const directory = await temporaryDirectory()
  const { output } = await openOutput(directory)
  faultyFiles.writeShort(3)
  expect(await write(output, '{"a":1}\n')).toEqual(unavailable('SHORT_WRITE'))
  expect(faultyFiles.log).not.toContain(`datasync ${dot}`)
  await output.close()
  expect(filesOf(directory)).toEqual([])
})

test('a file that cannot be cut back takes no more: the next line starts another one', async () => {
  const directory = await temporaryDirectory()
  const { output, log } = await openOutput(directory)
  await write(output, '{"a":1}\n')
  faultyFiles.writeShort(3)
  faultyFiles.fail('truncate', 'EIO')
  expect(await write(output, '{"b":2}\n')).toEqual(unavailable('EIO'))
  expect(await write(output, '{"c":3}\n')).toEqual(durable)
  expect(log()).toContain('a write that failed could not be cut off')
  expect(textOf(directory, dot)).toBe('{"a":1}\n{"b')
  expect(textOf(directory, `.${us + 1}.ndjson`)).toBe('{"c":3}\n')
  await output.close()
  await (await openOutput(directory)).output.close()
  const texts = filesOf(directory).map(name => textOf(directory, name))
  expect(texts).toEqual(['{"a":1}\n', '{"c":3}\n'])
})

test.each(['ENOSPC', 'EMFILE', 'EIO'])(
  'a file that cannot be opened (%s) is refused, and works later',
  async code => {
    const directory = await temporaryDirectory()
    const { output } = await openOutput(directory)
    faultyFiles.fail('open', code, { times: code === 'EMFILE' ? 2 : 1, at: dot })
    expect(await write(output, '{"a":1}\n')).toEqual(unavailable(code))
    expect(await write(output, '{"a":1}\n')).toEqual(durable)
    await output.close()
    expect(filesOf(directory)).toEqual([`${us}-${us}.ndjson`])
  },
)

test('without free file handles, idle ones are closed and the write works at once', async () => {
  const directory = await temporaryDirectory()
  const { output } = await openOutput(directory)
  await write(output, '{"a":1}\n')
  faultyFiles.fail('open', 'EMFILE')
  const other = group.replace(/^9/, 'a')
  expect(await write(output, '{"a":1}\n', other)).toEqual(durable)
  expect(faultyFiles.log).toContain(`close ${dot}`)
  expect(await write(output, '{"b":2}\n')).toEqual(durable)
  await output.close()
})

test('a folder that cannot be synced leaves no file behind', async () => {
  const directory = await temporaryDirectory()
  const { output } = await openOutput(directory)
  await write(output, '{"a":1}\n')
  const other = group.replace(/^9/, 'a')
  faultyFiles.fail('sync', 'EIO', { at: other })
  expect(await write(output, '{"a":1}\n', other)).toEqual(unavailable('EIO'))
  expect(filesOf(directory, other)).toEqual([])
  await output.close()
})

test.each(['lines', 'array'] as const)(
  'a file of %s whose rename fails keeps its dot name, and the next start finishes it',
  async name => {
    const directory = await temporaryDirectory()
    const format = fileFormats[name]
    const { output, log } = await openOutput(directory, { format })
    await write(output, '{"a":1}\n')
    faultyFiles.fail('rename', 'EIO')
    await output.close()
    expect(filesOf(directory)).toEqual([`.${us}.${format.extension}`])
    expect(log()).toContain('the next start finishes it')
    await (await openOutput(directory)).output.close()
    expect(filesOf(directory)).toEqual([
      expect.stringMatching(new RegExp(`^${us}-\\d+\\.${format.extension}$`)),
    ])
    expect(JSON.parse(textOf(directory, filesOf(directory)[0] ?? ''))).toEqual(
      name === 'array' ? [{ a: 1 }] : { a: 1 },
    )
  },
)

test('a failed sync is fatal: it is not tried again, and nothing is acknowledged after it', async () => {
  const directory = await temporaryDirectory()
  const fatal: unknown[] = []
  const { output } = await openOutput(directory, { onFatal: error => void fatal.push(error) })
  faultyFiles.fail('datasync', 'EIO')
  expect(await write(output, '{"a":1}\n')).toEqual(unavailable('FAILED_SYNC'))
  expect(await write(output, '{"b":2}\n')).toEqual(unavailable('FAILED_SYNC'))
  expect(fatal).toMatchObject([{ code: 'EIO' }])
  await output.close()
  expect(faultyFiles.log.filter(step => step === `datasync ${dot}`)).toHaveLength(1)
})

test('a failed sync of the end of an array is fatal too', async () => {
  const directory = await temporaryDirectory()
  const fatal: unknown[] = []
  const { output } = await openOutput(directory, {
    format: fileFormats.array,
    onFatal: error => void fatal.push(error),
  })
  await write(output, '{"a":1}\n')
  faultyFiles.fail('datasync', 'EIO')
  await output.close()
  expect(fatal).toMatchObject([{ code: 'FAILED_SYNC' }])
})

test('where nobody waits for the output, a failed sync costs its file only', async () => {
  const directory = await temporaryDirectory()
  const { output } = await openOutput(directory, { onFatal: undefined })
  faultyFiles.fail('datasync', 'EIO')
  expect(await write(output, '{"a":1}\n')).toEqual(unavailable('FAILED_SYNC'))
  expect(await write(output, '{"b":2}\n')).toEqual(durable)
  await output.close()
})

test('after a sync that failed no other one makes up for it: the redo log stays for the next start', async () => {
  const directory = await temporaryDirectory()
  const fatal: unknown[] = []
  const onFatal = (error: unknown) => void fatal.push(error)
  const { output, clock } = await openOutput(directory, { mostOpenFiles: 20, onFatal })
  const groups = Array.from({ length: 6 }, () => crypto.randomUUID())
  for (const of of groups) await write(output, '{"a":1}\n', of)
  await Promise.all(groups.map(of => write(output, '{"b":2}\n', of)))
  faultyFiles.fail('datasync', 'EIO', { at: groups[3] ?? '' })
  await clock.advance(300_000)
  await output.close()
  expect(fatal.length).toBeGreaterThan(0)
  const left = readdirSync(directory).filter(name => name.endsWith('.redo'))
  expect(left).toHaveLength(1)
  await (await openOutput(directory)).output.close()
  const texts = groups.map(of =>
    filesOf(directory, of).map(name => readFileSync(join(directory, of, name), 'utf8')),
  )
  expect(texts).toEqual(groups.map(() => ['{"a":1}\n{"b":2}\n']))
})
