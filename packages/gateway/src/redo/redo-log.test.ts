import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs'
import { appendFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { durable } from '../outputs/output.ts'
import type { TestClock } from '../testing/test-clock.ts'
import { filesOf, openOutput, us, write } from '../testing/test-files.ts'
import { temporaryDirectory } from '../testing/test-gateway.ts'
import { recordHead } from './redo-record.ts'
import { roundHeadBytes, seal, writeRoundHead } from './sealed-round.ts'

const groups = Array.from({ length: 12 }, () => crypto.randomUUID())
const dot = `.${us}.ndjson`
const line = (text: string) => `{"text":"${text}"}\n`

const redoLogsOf = (directory: string) => readdirSync(directory).filter(name => name.endsWith('.redo'))
const textOf = (directory: string, of: string, name = dot) => readFileSync(join(directory, of, name), 'utf8')

const saltOf = (redoLog: string) => {
  const [head = ''] = readFileSync(redoLog, 'utf8').split('\n')
  return (JSON.parse(head) as { salt: number }).salt
}

/** A file a group: a line that its own sync made durable, then one that came together with those of the other groups, which only the redo log has yet. */
async function twoLinesEach({ mostOpenFiles = 20 } = {}) {
  const directory = await temporaryDirectory()
  const opened = await openOutput(directory, { sizeBytes: 1_000_000, mostOpenFiles })
  for (const group of groups) await write(opened.output, line('alone'), group)
  expect(redoLogsOf(directory)).toEqual([])
  const outcomes = await Promise.all(groups.map(group => write(opened.output, line(group), group)))
  expect(outcomes).toEqual(groups.map(() => durable))
  return { ...opened, directory }
}

/** What a loss of power leaves: the redo log, and of each file what its own sync made durable and some of the rest. */
async function copyAfterPowerLoss({ directory, clock }: { directory: string; clock: TestClock }) {
  const left = await temporaryDirectory()
  await settled(directory, clock)
  for (const name of redoLogsOf(directory)) copyFileSync(join(directory, name), join(left, name))
  for (const [more, group] of groups.entries()) {
    mkdirSync(join(left, group))
    copyFileSync(join(directory, group, dot), join(left, group, dot))
    truncateSync(join(left, group, dot), line('alone').length + more)
  }
  return left
}

/** Lets the files have their late lines. */
async function settled(directory: string, clock: TestClock) {
  await clock.advance(250)
  const hasBoth = (group: string) => textOf(directory, group) === line('alone') + line(group)
  await vi.waitFor(() => expect(groups.every(hasBoth)).toBe(true))
}

async function finish(directory: string) {
  const { output, log } = await openOutput(directory)
  await output.close()
  const texts = groups.map(group => filesOf(directory, group).map(name => textOf(directory, group, name)))
  return { texts, log }
}

const bothLines = groups.map(group => [line('alone') + line(group)])

test('many small writes share a redo log; their files have them a quarter of a second later, and the end needs no redo log', async () => {
  const { output, directory, clock } = await twoLinesEach()
  expect(redoLogsOf(directory)).toHaveLength(1)
  expect(groups.map(group => textOf(directory, group))).toEqual(groups.map(() => line('alone')))
  await settled(directory, clock)
  expect(redoLogsOf(directory)).toHaveLength(1)
  await output.close()
  expect(redoLogsOf(directory)).toEqual([])
  expect((await finish(directory)).texts).toEqual(bothLines)
})

test('a stop right after the answers lets no line be late for ever', async () => {
  const { output, directory } = await twoLinesEach()
  await output.close()
  expect(redoLogsOf(directory)).toEqual([])
  expect((await finish(directory)).texts).toEqual(bothLines)
})

test('a file that is closed for others has its late lines before, and takes more when it is open again', async () => {
  const { output, directory } = await twoLinesEach({ mostOpenFiles: 3 })
  for (const group of groups) expect(await write(output, line('more'), group)).toEqual(durable)
  await output.close()
  const { texts } = await finish(directory)
  expect(texts).toEqual(bothLines.map(([text]) => [text + line('more')]))
})

test('a kill before the files have their late lines loses none', async () => {
  const { output, directory } = await twoLinesEach()
  const left = await temporaryDirectory()
  cpSync(directory, left, { recursive: true })
  rmSync(join(left, '.weaklayer-lock'), { recursive: true, force: true })
  expect((await finish(left)).texts).toEqual(bothLines)
  await output.close()
})

test('what a loss of power takes from the files comes back from the redo log', async () => {
  const { output, directory, clock } = await twoLinesEach()
  const left = await copyAfterPowerLoss({ directory, clock })
  const { texts, log } = await finish(left)
  expect(texts).toEqual(bothLines)
  expect(log()).toContain(`"records":${groups.length}`)
  expect(redoLogsOf(left)).toEqual([])
  await output.close()
})

test('of a redo log only whole rounds count, and none for a file that is finished or gone', async () => {
  const { output, directory, clock } = await twoLinesEach()
  const left = await copyAfterPowerLoss({ directory, clock })
  const [name = ''] = redoLogsOf(left)
  const [finished = '', torn = ''] = groups
  copyFileSync(join(directory, finished, dot), join(left, finished, dot))
  await rename(join(left, finished, dot), join(left, finished, `${us}-${us}.ndjson`))
  const lost = Buffer.from(line('never acknowledged'))
  const at = statSync(join(directory, torn, dot)).size
  const head = Buffer.from(recordHead(`${torn}/${dot}`, at, lost.length))
  const round = Buffer.concat([Buffer.alloc(roundHeadBytes), head, lost])
  writeRoundHead(round, saltOf(join(left, name)))
  seal(round)
  await appendFile(join(left, name), round.subarray(0, -5))
  expect((await finish(left)).texts).toEqual(bothLines)
  await output.close()
})

/** Every group writes a line, round after round; each few rounds fill a redo log. */
async function manyRounds({ rounds }: { rounds: number }) {
  const directory = await temporaryDirectory()
  const limits = { mostOpenFiles: 20, sizeBytes: 1_000_000, redoLogBytes: 5000 }
  const opened = await openOutput(directory, limits)
  const salts = new Set<number>()
  const names = new Set<string>()
  for (let round = 0; round < rounds; round++) {
    await Promise.all(groups.map(group => write(opened.output, line(`${round}`), group)))
    for (const name of redoLogsOf(directory)) {
      names.add(name)
      salts.add(saltOf(join(directory, name)))
    }
    await opened.clock.advance(1)
  }
  const text = Array.from({ length: rounds }, (_, round) => line(`${round}`)).join('')
  return { ...opened, directory, salts, names, expected: groups.map(() => [text]) }
}

test('a redo log that is full is written over once its files are synced', async () => {
  const { output, directory, salts, names, expected } = await manyRounds({ rounds: 60 })
  expect(salts.size).toBeGreaterThan(5)
  expect(names.size).toBeLessThan(salts.size)
  await vi.waitFor(() => expect(redoLogsOf(directory).length).toBeLessThanOrEqual(2))
  await output.close()
  expect(redoLogsOf(directory)).toEqual([])
  expect((await finish(directory)).texts).toEqual(expected)
})

test('a kill while redo logs are written over loses and doubles nothing', async () => {
  const { output, directory, expected } = await manyRounds({ rounds: 60 })
  const left = await temporaryDirectory()
  cpSync(directory, left, { recursive: true })
  rmSync(join(left, '.weaklayer-lock'), { recursive: true, force: true })
  expect((await finish(left)).texts).toEqual(expected)
  expect(redoLogsOf(left)).toEqual([])
  await output.close()
})

test('a redo log that is old enough goes, whatever is in it', async () => {
  const { output, directory, clock } = await twoLinesEach()
  await clock.advance(300_000)
  await vi.waitFor(() => expect(redoLogsOf(directory)).toEqual([]))
  await output.close()
  expect((await finish(directory)).texts).toEqual(bothLines)
})

test('a worker sees to its own redo logs only, the first also to those of workers that are no more', async () => {
  const { output, directory, clock } = await twoLinesEach()
  const [name = ''] = redoLogsOf(directory)
  const left = await copyAfterPowerLoss({ directory, clock })
  await rename(join(left, name), join(left, name.replace('redo', 'w3.redo')))
  await (await openOutput(left, { worker: { number: 2, of: 2 } })).output.close()
  expect(redoLogsOf(left)).toHaveLength(1)
  await (await openOutput(left, { worker: { number: 1, of: 2 } })).output.close()
  expect(redoLogsOf(left)).toEqual([])
  expect(groups.map(group => filesOf(left, group).map(name => textOf(left, group, name)))).toEqual(bothLines)
  await output.close()
})

test('no name is used twice, also where the clock stands: a redo log may still speak of the first', async () => {
  const directory = await temporaryDirectory()
  const { output } = await openOutput(directory, { sizeBytes: 1, mostOpenFiles: 20 })
  for (let round = 0; round < 3; round++) {
    await Promise.all(groups.map(group => write(output, line(`${round}`), group)))
  }
  const names = [us, us + 1, us + 2].map(start => `${start}-${start}.ndjson`)
  for (const group of groups) expect(filesOf(directory, group)).toEqual(names)
  await output.close()
})
