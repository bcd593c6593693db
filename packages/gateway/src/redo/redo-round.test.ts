import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { runRound } from './redo-round.ts'

const short = vi.hoisted(() => ({ fd: -1, bytes: 0, failsSync: -1 }))
vi.mock('node:fs', async original => {
  const files = await original<typeof import('node:fs')>()
  return {
    ...files,
    writeSync: (...[fd, memory, from, length, at]: [number, Uint8Array, number, number, number]) =>
      files.writeSync(fd, memory, from, fd === short.fd ? short.bytes : length, at),
    fdatasyncSync: (fd: number) => {
      if (fd === short.failsSync) throw Object.assign(new Error('EIO: injected'), { code: 'EIO' })
      files.fdatasyncSync(fd)
    },
  }
})

let directory: string
let fds: number[]
const memory = Buffer.from('head\nline\n')
const fileAt = (index: number) => join(directory, String(index))
const round = () => {
  const [first = -1, second = -1, redoLog = -1] = fds
  return {
    memory,
    writes: [
      { fd: first, at: 0, from: 5, to: 10 },
      { fd: second, at: 2, from: 5, to: 10 },
    ],
    redoLog: { fd: redoLog, at: 0, from: 0, to: 10 },
  }
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'weaklayer-round-'))
  fds = [0, 1, 2].map(index => openSync(fileAt(index), constants.O_CREAT | constants.O_RDWR))
})

afterEach(() => {
  Object.assign(short, { fd: -1, failsSync: -1 })
  for (const fd of fds) closeSync(fd)
  rmSync(directory, { recursive: true })
})

test('each file gets its part at its place, the redo log all of it', () => {
  expect(runRound(round())).toEqual({ status: 'durable' })
  expect([0, 1, 2].map(index => readFileSync(fileAt(index), 'latin1'))).toEqual([
    'line\n',
    '\0\0line\n',
    'head\nline\n',
  ])
})

test('where a file does not take its lines, the redo log hears nothing', () => {
  Object.assign(short, { fd: fds[1], bytes: 3 })
  expect(runRound(round())).toEqual({ status: 'untouched' })
  expect(readFileSync(fileAt(2), 'latin1')).toBe('')
})

test('a file that is closed is no reason to end', () => {
  const { writes, ...rest } = round()
  expect(runRound({ ...rest, writes: writes.map(write => ({ ...write, fd: 9999 })) })).toEqual({
    status: 'untouched',
  })
})

test('a redo log that takes a part only is cut back', () => {
  runRound(round())
  Object.assign(short, { fd: fds[2], bytes: 7 })
  const again = round()
  again.redoLog.at = 10
  expect(runRound(again)).toEqual({ status: 'cut' })
  expect(readFileSync(fileAt(2), 'latin1')).toBe('head\nline\n')
})

test('a redo log whose sync fails tells why', () => {
  short.failsSync = fds[2] ?? -1
  expect(runRound(round())).toMatchObject({ status: 'fatal', code: 'EIO' })
})
