import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createLateWrites } from './late-writes.ts'
import { createRedoRounds } from './redo-round.ts'
import { readRound, roundHeadBytes, writeRoundHead } from './sealed-round.ts'

const short = vi.hoisted(() => ({ fd: -1, bytes: 0, failsSync: -1 }))
vi.mock('node:fs', async original => {
  const files = await original<typeof import('node:fs')>()
  return {
    ...files,
    writeSync: (...[fd, memory, from, length, at]: [number, Uint8Array, number, number, number]) =>
      files.writeSync(fd, memory, from, fd === short.fd ? short.bytes : length, at),
    writevSync: (fd: number, parts: Uint8Array[], at: number) =>
      fd === short.fd
        ? files.writevSync(fd, [Buffer.concat(parts).subarray(0, short.bytes)], at)
        : files.writevSync(fd, parts, at),
    fdatasyncSync: (fd: number) => {
      if (fd === short.failsSync) throw Object.assign(new Error('EIO: injected'), { code: 'EIO' })
      files.fdatasyncSync(fd)
    },
  }
})

let directory: string
let fds: number[]
const salt = 4711
const memory = Buffer.from(`${' '.repeat(roundHeadBytes)}head\nline\n`)
writeRoundHead(memory, salt)
const [from, to] = [memory.length - 5, memory.length]
const textAt = (index: number) => readFileSync(join(directory, String(index)), 'latin1')

/** The records of the rounds in the redo log. */
function sealedRecords(): string[] {
  const found: string[] = []
  let rest = readFileSync(join(directory, '2'))
  for (let read = readRound(rest); read.status === 'whole'; read = readRound(rest)) {
    found.push(read.round.records.toString())
    rest = rest.subarray(read.length)
  }
  expect(rest).toHaveLength(0)
  return found
}

/** The same line for two files, for each behind what it got before. */
const roundAt = (number: number) => {
  const [first = -1, second = -1, redoLog = -1] = fds
  return {
    memory,
    writes: [
      { fd: first, at: number * 5, from, to },
      { fd: second, at: 2 + number * 5, from, to },
    ],
    redoLog: { fd: redoLog, at: number * to, from: 0, to },
  }
}
const roundsOf = (mostLateBytes = 1000) => createRedoRounds(createLateWrites(mostLateBytes))
const settled = { status: 'settled' }

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'weaklayer-round-'))
  fds = [0, 1, 2].map(index => openSync(join(directory, String(index)), constants.O_CREAT | constants.O_RDWR))
})

afterEach(() => {
  Object.assign(short, { fd: -1, failsSync: -1 })
  for (const fd of fds) closeSync(fd)
  rmSync(directory, { recursive: true })
})

test('the redo log gets all of a round, each file its part of several at once when they settle', () => {
  const rounds = roundsOf()
  expect([0, 1, 2].map(number => rounds.run(roundAt(number)))).toEqual(Array(3).fill({ status: 'durable' }))
  expect([textAt(0), textAt(1)]).toEqual(['', ''])
  expect(sealedRecords()).toEqual(Array(3).fill('head\nline\n'))
  expect(rounds.settle()).toEqual(settled)
  const lines = 'line\n'.repeat(3)
  expect([textAt(0), textAt(1)]).toEqual([lines, `\0\0${lines}`])
})

test('what is late is a copy: the memory of a round serves the next one', () => {
  const rounds = roundsOf()
  const round = { ...roundAt(0), memory: Buffer.from(memory) }
  rounds.run(round)
  round.memory.fill('x')
  rounds.settle()
  expect(textAt(0)).toBe('line\n')
})

test('where there is no room for more late lines, the files get theirs first', () => {
  const rounds = roundsOf(to + 10)
  for (const number of [0, 1, 2]) expect(rounds.run(roundAt(number)).status).toBe('durable')
  expect(textAt(0)).toBe('line\n'.repeat(2))
  expect(rounds.settle()).toEqual(settled)
  expect(textAt(0)).toBe('line\n'.repeat(3))
})

test('a file that does not take its lines keeps no other one waiting, and the redo log hears nothing until it does', () => {
  const rounds = roundsOf()
  rounds.run(roundAt(0))
  Object.assign(short, { fd: fds[0], bytes: 3 })
  expect(rounds.settle()).toMatchObject({ status: 'unsettled', code: 'SHORT_WRITE' })
  expect(textAt(1)).toBe('\0\0line\n')
  expect(rounds.run(roundAt(1))).toEqual({ status: 'untouched' })
  expect(sealedRecords()).toEqual(['head\nline\n'])
  short.fd = -1
  expect(rounds.run(roundAt(1))).toEqual({ status: 'durable' })
  expect(textAt(0)).toBe('line\n')
  expect(rounds.settle()).toEqual(settled)
  expect([textAt(0), textAt(1)]).toEqual(['line\nline\n', '\0\0line\nline\n'])
})

test('a redo log that takes a part only is cut back, and no file gets the round', () => {
  const rounds = roundsOf()
  rounds.run(roundAt(0))
  Object.assign(short, { fd: fds[2], bytes: 7 })
  expect(rounds.run(roundAt(1))).toEqual({ status: 'cut' })
  expect(sealedRecords()).toEqual(['head\nline\n'])
  rounds.settle()
  expect(textAt(0)).toBe('line\n')
})

test('a redo log whose sync fails tells why', () => {
  short.failsSync = fds[2] ?? -1
  expect(roundsOf().run(roundAt(0))).toMatchObject({ status: 'fatal', code: 'EIO' })
})
