import { spawn } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { openOutput } from '../testing/test-files.ts'
import { temporaryDirectory } from '../testing/test-gateway.ts'

// Real processes below strace: on a busy machine they take their time.
vi.setConfig({ testTimeout: 120_000 })

const script = fileURLToPath(new URL('../testing/child-output.ts', import.meta.url))
const groups = Array.from({ length: 12 }, () => crypto.randomUUID())

const oneRedoLog = 67_108_864
/** Six rounds of the groups. */
const smallRedoLog = 20_000

/** Lets 12 groups write below strace; resolves with what was acknowledged and the signal that ended it. */
async function writeBelow(directory: string, fault: string, redoLogBytes = oneRedoLog) {
  const [call] = fault.split(':')
  const inject = ['-f', '-qq', '-o', '/dev/null', '-e', `trace=${call}`, '-e', `inject=${fault}`]
  // One thread for files makes the first write of each group; the redo log has a thread of its own. strace counts for each.
  const child = spawn(
    'strace',
    [...inject, process.execPath, script, directory, `${redoLogBytes}`, ...groups],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, UV_THREADPOOL_SIZE: '1' },
    },
  )
  let said = ''
  child.stdout.on('data', chunk => (said += chunk))
  const signal = await new Promise(resolve => child.on('close', (_, by) => resolve(by)))
  return { acknowledged: said.split('\n').slice(0, -1), signal }
}

/** Kills the groups' writer at the call of a number; resolves with what was acknowledged. */
async function killAt(directory: string, call: string, at: { when: number; redoLogBytes: number }) {
  const fault = `${call}:signal=SIGKILL:when=${at.when}`
  const { acknowledged, signal } = await writeBelow(directory, fault, at.redoLogBytes)
  expect(signal).toBe('SIGKILL')
  return acknowledged
}

/** The next start finishes all files: everything acknowledged is there once. */
async function expectStored(directory: string, acknowledged: readonly string[]) {
  await (await openOutput(directory)).output.close()
  expect(globSync(['.*.redo', '*/.*.ndjson'], { cwd: directory })).toEqual([])
  const files = globSync('*/*.ndjson', { cwd: directory })
  const lines = files.flatMap(file => readFileSync(join(directory, file), 'utf8').split('\n').slice(0, -1))
  const stored = lines.map(line => (JSON.parse(line) as { id: string }).id)
  expect(acknowledged.filter(id => !stored.includes(id))).toEqual([])
  expect(new Set(stored).size).toBe(stored.length)
}

const calls: [call: string, when: number][] = [
  ['pwrite64', 15],
  ['pwrite64', 26],
  ['pwrite64', 160],
  ['pwritev', 1],
  ['pwritev', 7],
  ['pwritev', 100],
  ['fdatasync', 14],
  ['fdatasync', 50],
]

test.each(calls)(
  'killed at %s %i while 12 groups write, nothing acknowledged is lost',
  async (call, when) => {
    const directory = await temporaryDirectory()
    const acknowledged = await killAt(directory, call, { when, redoLogBytes: oneRedoLog })
    expect(acknowledged.length).toBeGreaterThanOrEqual(groups.length)
    expect(globSync('.*.redo', { cwd: directory })).toHaveLength(1)
    await expectStored(directory, acknowledged)
  },
)

const callsOfUses: [call: string, when: number][] = [
  ['pwrite64', 40],
  ['pwrite64', 41],
  ['pwrite64', 100],
  ['pwrite64', 150],
  ['ftruncate', 1],
  ['ftruncate', 2],
  ['ftruncate', 9],
  ['fdatasync', 120],
]

test.each(callsOfUses)(
  'killed at %s %i while redo logs are written over again and again, nothing acknowledged is lost',
  async (call, when) => {
    const directory = await temporaryDirectory()
    const acknowledged = await killAt(directory, call, { when, redoLogBytes: smallRedoLog })
    expect(acknowledged.length).toBeGreaterThanOrEqual(groups.length * 5)
    await expectStored(directory, acknowledged)
  },
)

const rounds = 200

test('a disk that is full for a while, under redo logs that are written over, refuses what comes and loses nothing', async () => {
  const directory = await temporaryDirectory()
  const fault = 'pwrite64:error=ENOSPC:when=60..90'
  const { acknowledged, signal } = await writeBelow(directory, fault, smallRedoLog)
  expect(signal).toBe(null)
  expect(acknowledged.length).toBeGreaterThan(groups.length * 20)
  expect(acknowledged.length).toBeLessThan(groups.length * rounds)
  await expectStored(directory, acknowledged)
})

test('a disk that is full for a while refuses what comes, and files have their late lines once there is space', async () => {
  const directory = await temporaryDirectory()
  const { acknowledged, signal } = await writeBelow(directory, 'pwritev:error=ENOSPC:when=20..60')
  expect(signal).toBe(null)
  expect(acknowledged.length).toBeGreaterThan(groups.length * 20)
  expect(acknowledged.length).toBeLessThan(groups.length * rounds)
  expect(globSync(['.*.redo', '*/.*.ndjson'], { cwd: directory })).toEqual([])
  await expectStored(directory, acknowledged)
})

test('a disk that is full until the stop leaves the redo log, and the next start puts its lines into their files', async () => {
  const directory = await temporaryDirectory()
  const { acknowledged, signal } = await writeBelow(directory, 'pwritev:error=ENOSPC:when=20+')
  expect(signal).toBe(null)
  expect(globSync('.*.redo', { cwd: directory })).toHaveLength(1)
  await expectStored(directory, acknowledged)
})
