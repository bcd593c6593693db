import { readdirSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { faultyFiles } from '../testing/faulty-files.ts'
import { filesOf, group, openOutput, startMs, us, write } from '../testing/test-files.ts'
import { temporaryDirectory } from '../testing/test-gateway.ts'

vi.mock('node:fs/promises', async original => {
  const { withFaults } = await import('../testing/faulty-files.ts')
  return withFaults(await original())
})
afterEach(() => faultyFiles.reset())

const day = 86_400_000
/** A finished file that ended so many days before the start of the test. */
const named = (daysAgo: number) => `${us - daysAgo * day * 1000 - 5}-${us - daysAgo * day * 1000}.ndjson`

async function directoryWith(files: Record<string, string>) {
  const directory = await temporaryDirectory()
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(directory, name, '..'), { recursive: true })
    await writeFile(join(directory, name), text)
  }
  return directory
}

async function openWith(directory: string, retention: { ageMs?: number; sizeBytes?: number }) {
  const deleted: { files: number; bytes: number }[] = []
  const opened = await openOutput(directory, { retention, onDeleted: one => void deleted.push(one) })
  return { ...opened, deleted }
}

test('files beyond the age are deleted oldest first, counted and logged; everything else stays', async () => {
  const other = group.replace(/^9/, 'a')
  const directory = await directoryWith({
    [`${group}/${named(9)}`]: '12345',
    [`${other}/${named(20)}`]: '123',
    [`${group}/${named(1)}`]: '1',
    [`${group}/notes.txt`]: 'mine',
    [`dead-letter/${group}/${named(50)}`]: 'a letter',
    [`notes/${named(50)}`]: 'not mine',
    [named(50)]: 'not mine either',
  })
  const { output, deleted, log } = await openWith(directory, { ageMs: 5 * day })
  await output.close()
  expect(filesOf(directory)).toEqual([named(1), 'notes.txt'])
  expect(filesOf(directory, other)).toEqual([])
  expect(readdirSync(join(directory, 'dead-letter', group))).toEqual([named(50)])
  expect(readdirSync(join(directory, 'notes'))).toEqual([named(50)])
  expect(readdirSync(directory)).toContain(named(50))
  expect(deleted).toEqual([{ files: 2, bytes: 8 }])
  expect(log()).toContain('finished files beyond the retention were deleted')
  const steps = faultyFiles.log.filter(step => /^(unlink \d|sync [9a])/.test(step))
  expect(steps).toEqual([`unlink ${named(20)}`, `unlink ${named(9)}`, `sync ${other}`, `sync ${group}`])
})

test('the size counts all finished files, and is held while the gateway runs', async () => {
  const directory = await directoryWith({ [`${group}/${named(2)}`]: 'x'.repeat(60) })
  const { output, clock, deleted } = await openWith(directory, { sizeBytes: 100 })
  await write(output, `${JSON.stringify('y'.repeat(1000))}\n`)
  expect(deleted).toEqual([])
  await vi.waitFor(() => expect(clock.delays()).toContain(300_000))
  await clock.advance(300_000)
  await vi.waitFor(() => expect(deleted).toEqual([{ files: 2, bytes: 60 + 1003 }]))
  await output.close()
  expect(filesOf(directory)).toEqual([])
})

test('the first worker keeps the retention for all, the others delete nothing', async () => {
  const marked = (mark: string) => named(9).replace('ndjson', `${mark}ndjson`)
  const finished = [named(9), marked('w1.'), marked('w2.'), marked('w7.')]
  const open = '.5.w2.ndjson'
  const directory = await directoryWith(
    Object.fromEntries([...finished, open].map(name => [`${group}/${name}`, '{"a":1}\n'])),
  )
  const deleted: { files: number; bytes: number }[] = []
  const options = {
    retention: { ageMs: 5 * day },
    onDeleted: (one: (typeof deleted)[0]) => void deleted.push(one),
  }
  const second = await openOutput(directory, { ...options, worker: { number: 2, of: 2 } })
  await write(second.output, '{"a":2}\n')
  const first = await openOutput(directory, { ...options, worker: { number: 1, of: 2 } })
  await vi.waitFor(() => expect(deleted).toEqual([{ files: 4, bytes: 32 }]))
  const left = filesOf(directory)
  await second.output.close()
  await first.output.close()
  // The second has finished what it found, with the time of today, and writes another one.
  expect(left).toEqual([
    expect.stringMatching(/^\.\d+\.w2\.ndjson$/),
    expect.stringMatching(/^5-\d+\.w2\.ndjson$/),
  ])
  expect(second.log()).not.toContain('beyond the retention')
})

test('an open file stays, however old and large it is', async () => {
  const directory = await directoryWith({})
  const { output, clock } = await openOutput(directory, {
    retention: { ageMs: 1, sizeBytes: 1 },
    ageMs: 10 * day,
    sizeBytes: 1_000_000,
  })
  await write(output, '{"a":1}\n')
  await clock.advance(5 * day)
  expect(filesOf(directory)).toEqual([`.${us}.ndjson`])
  await output.close()
  expect(filesOf(directory)).toEqual([`${us}-${(startMs + 5 * day) * 1000}.ndjson`])
})

test('a file that cannot be deleted is reported, and the others go', async () => {
  const directory = await directoryWith({ [`${group}/${named(9)}`]: '1', [`${group}/${named(8)}`]: '1' })
  faultyFiles.fail('unlink', 'EPERM', { at: named(9) })
  const { output, deleted, log } = await openWith(directory, { ageMs: day })
  await output.close()
  expect(filesOf(directory)).toEqual([named(9)])
  expect(deleted).toEqual([{ files: 1, bytes: 1 }])
  expect(log()).toContain('EPERM')
})
