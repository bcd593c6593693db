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

/** Resolves with what was acknowledged before the call that kills. */
async function writeUntilKilled(directory: string, killAt: string): Promise<string[]> {
  const [call = ''] = killAt.split(':')
  const inject = [
    '-f',
    '-qq',
    '-o',
    '/dev/null',
    '-e',
    `trace=${call}`,
    '-e',
    `inject=${call}:signal=SIGKILL:${killAt.slice(call.length + 1)}`,
  ]
  // One thread for files makes the first write of each group; the redo log has a thread of its own. strace counts for each.
  const child = spawn('strace', [...inject, process.execPath, script, directory, ...groups], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, UV_THREADPOOL_SIZE: '1' },
  })
  let said = ''
  child.stdout.on('data', chunk => (said += chunk))
  const signal = await new Promise(resolve => child.on('close', (_, by) => resolve(by)))
  expect(signal).toBe('SIGKILL')
  return said.split('\n').slice(0, -1)
}

const calls = [
  'pwrite64:when=15',
  'pwrite64:when=26',
  'pwrite64:when=333',
  'fdatasync:when=14',
  'fdatasync:when=50',
]

test.each(calls)('killed at %s while 12 groups write, nothing acknowledged is lost', async killAt => {
  const directory = await temporaryDirectory()
  const acknowledged = await writeUntilKilled(directory, killAt)
  expect(acknowledged.length).toBeGreaterThanOrEqual(groups.length)
  expect(globSync('.*.redo', { cwd: directory })).toHaveLength(1)

  await (await openOutput(directory)).output.close()
  expect(globSync(['.*.redo', '*/.*.ndjson'], { cwd: directory })).toEqual([])
  const files = globSync('*/*.ndjson', { cwd: directory })
  const lines = files.flatMap(file => readFileSync(join(directory, file), 'utf8').split('\n').slice(0, -1))
  const stored = lines.map(line => (JSON.parse(line) as { id: string }).id)
  expect(acknowledged.filter(id => !stored.includes(id))).toEqual([])
  expect(new Set(stored).size).toBe(stored.length)
})
