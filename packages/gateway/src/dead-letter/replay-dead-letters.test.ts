import { readdirSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gatewayLimits, gatewayOutput } from '@weaklayer/wire'
import pino from 'pino'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { lockDirectory } from '../outputs/directory-lock.ts'
import { faultyFiles } from '../testing/faulty-files.ts'
import { epoch, linesOf, temporaryDirectory } from '../testing/test-gateway.ts'
import { replayDeadLetters } from './replay-dead-letters.ts'
import { replayPlacesOf } from './replay-places.ts'

vi.mock('node:fs/promises', async original => {
  const { withFaults } = await import('../testing/faulty-files.ts')
  return withFaults(await original())
})
afterEach(() => faultyFiles.reset())

const group = '97235229-5a58-4dd6-b9fd-4395f8b5f6bf'
const sensor = '3f2a9c1b-0000-8000-8000-000000000001'
let directory: string
let letters: string
beforeEach(async () => {
  directory = join(await temporaryDirectory(), 'events')
  letters = join(directory, 'dead-letter', group)
  await mkdir(letters, { recursive: true })
})

const letter = (seq: number, fields: Record<string, unknown> = {}) =>
  `${JSON.stringify({
    received: 1000 + seq,
    sensor,
    group,
    code: 'EVENT_INVALID',
    message: 'was refused once',
    event: { type: 'Note', time: 5, epoch, seq, ...fields },
  })}\n`

function replay({ dryRun = false, more = [] as string[] } = {}) {
  const outputs = [directory, ...more].map(each =>
    gatewayOutput.parse({ type: 'filesystem', directory: each }),
  )
  return replayDeadLetters({
    places: replayPlacesOf({ outputs }),
    limits: gatewayLimits.parse({}),
    dryRun,
    log: pino({ level: 'silent' }),
  })
}

const seqsIn = (of = directory) => linesOf(of).map(line => line.seq)
const lettersLeft = () =>
  readdirSync(letters)
    .sort()
    .map(name => [name, readFileSync(join(letters, name), 'utf8')])

test('what is valid now is stored, the rest stays byte for byte, and a second time finds nothing', async () => {
  const stays = `  ${letter(2, { type: '' })}`
  await writeFile(join(letters, '10-20.ndjson'), letter(1) + stays + letter(3))
  await writeFile(join(letters, '20-30.ndjson'), letter(4))
  expect(await replay()).toEqual({
    letters: 4,
    replayed: 3,
    kept: [{ code: 'EVENT_INVALID', message: expect.stringContaining('type'), count: 1 }],
    unreadable: [],
  })
  expect(linesOf(directory).map(({ seq, received }) => [seq, received])).toEqual([
    [1, 1001],
    [3, 1003],
    [4, 1004],
  ])
  expect(lettersLeft()).toEqual([['10-20.ndjson', stays]])
  expect(await replay()).toMatchObject({ letters: 1, replayed: 0 })
  expect(seqsIn()).toEqual([1, 3, 4])
  expect(readdirSync(directory).sort()).toEqual([group, 'dead-letter'])
})

test('a trial changes nothing, works beside a gateway and reads its open files', async () => {
  await writeFile(join(letters, '.10.ndjson'), `${letter(1)}{"received":`)
  await writeFile(join(letters, '20-30.ndjson'), `${letter(2, { type: '' })}{"torn`)
  const before = lettersLeft()
  const lock = await lockDirectory(join(directory, 'dead-letter'))
  const report = await replay({ dryRun: true })
  await lock.release()
  expect(report).toMatchObject({ letters: 3, replayed: 1, unreadable: [{ count: 1 }] })
  expect([lettersLeft(), seqsIn()]).toEqual([before, []])
})

test('the letters of all workers are stored, of dead ones too, and what stays keeps its mark', async () => {
  const stays = letter(4, { type: '' })
  await writeFile(join(letters, '10-20.w1.ndjson'), letter(1))
  await writeFile(join(letters, '10-20.w2.ndjson'), letter(2))
  await writeFile(join(letters, '10-20.ndjson'), letter(3) + stays)
  await writeFile(join(letters, '.15.w2.ndjson'), letter(5) + stays)
  expect(await replay({ dryRun: true })).toMatchObject({ letters: 6, replayed: 4 })
  expect(await replay()).toMatchObject({ letters: 6, replayed: 4 })
  expect(seqsIn().sort()).toEqual([1, 2, 3, 5])
  expect(lettersLeft()).toEqual([
    ['10-20.ndjson', stays],
    [expect.stringMatching(/^15-\d+\.w2\.ndjson$/), stays],
  ])
})

test('a worker that has the directory is in the way', async () => {
  await writeFile(join(letters, '10-20.w1.ndjson'), letter(1))
  const lock = await lockDirectory(join(directory, 'dead-letter'), { number: 2, of: 2 })
  await expect(replay()).rejects.toMatchObject({ code: 'OUTPUT_DIRECTORY_IN_USE' })
  await lock.release()
  expect(await replay()).toMatchObject({ replayed: 1 })
})

test.each(['events', 'dead letter'])('a gateway that has the %s is in the way', async what => {
  await writeFile(join(letters, '10-20.ndjson'), letter(1))
  const lock = await lockDirectory(what === 'events' ? directory : join(directory, 'dead-letter'))
  await expect(replay()).rejects.toMatchObject({ code: 'OUTPUT_DIRECTORY_IN_USE' })
  await lock.release()
  expect(await replay()).toMatchObject({ replayed: 1 })
})

test('what a killed gateway and a killed replay left is finished first', async () => {
  await writeFile(join(letters, '.10.ndjson'), `${letter(1)}{"received":`)
  await writeFile(join(letters, '.20-30.ndjson.replay'), letter(2))
  expect(await replay()).toMatchObject({ letters: 1, replayed: 1 })
  expect(lettersLeft()).toEqual([])
})

test('every filesystem output gets the events, and unless all of them have them no letter goes', async () => {
  const copy = join(directory, '..', 'copy')
  await writeFile(join(letters, '10-20.ndjson'), letter(1))
  faultyFiles.fail('datasync', 'EIO', { at: 'copy' })
  await expect(replay({ more: [copy] })).rejects.toMatchObject({ code: 'REPLAY_STOPPED' })
  expect(lettersLeft()).toEqual([['10-20.ndjson', letter(1)]])
  expect(await replay({ more: [copy] })).toMatchObject({ replayed: 1 })
  expect(seqsIn(copy)).toEqual([1, 1])
  expect(lettersLeft()).toEqual([])
})

test.each([
  ['rename', '10-20.ndjson.replay'],
  ['sync', '10-20.ndjson.replay'],
] as const)('where the %s of what stays fails, the old file is still there', async (call, at) => {
  await writeFile(join(letters, '10-20.ndjson'), letter(1) + letter(2, { type: '' }))
  faultyFiles.fail(call, 'EIO', { at })
  await expect(replay()).rejects.toMatchObject({ code: 'EIO' })
  expect(lettersLeft()).toEqual([['10-20.ndjson', letter(1) + letter(2, { type: '' })]])
})

test('a letter leaves its file only after its event is synced', async () => {
  await writeFile(join(letters, '10-20.ndjson'), letter(1))
  await replay()
  const [stored, gone] = ['datasync .', 'unlink 10-20.ndjson'].map(step =>
    faultyFiles.log.findIndex(one => one.startsWith(step)),
  )
  expect(stored).toBeGreaterThan(-1)
  expect(gone).toBeGreaterThan(stored ?? 0)
})

test('without a dead letter there is nothing to do', async () => {
  expect(await replay({ more: [join(directory, 'x')] })).toMatchObject({ letters: 0 })
})
