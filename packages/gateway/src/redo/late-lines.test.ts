import { globSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import pino from 'pino'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { createTestClock } from '../testing/test-clock.ts'
import { temporaryDirectory } from '../testing/test-gateway.ts'
import { createRedoLog } from './redo-log.ts'
import type { Settlement } from './redo-round.ts'

// The thread is played: what it really does is tested in redo-round.test.ts, and that a full disk loses nothing in faults.test.ts.
const thread = vi.hoisted(() => ({ settlements: [] as Settlement[], asked: 0 }))
vi.mock('./round-runner.ts', () => ({
  startRoundRunner: (bytes: number) => ({
    memory: Buffer.alloc(bytes),
    run: async () => ({ status: 'durable' }),
    async settle() {
      thread.asked++
      return thread.settlements.shift() ?? { status: 'settled' }
    },
    close: async () => undefined,
  }),
}))
afterEach(() => Object.assign(thread, { settlements: [], asked: 0 }))

const name = 'group/.1.ndjson'
const unsettled = (code: string): Settlement => ({ status: 'unsettled', code, message: code })

async function logWithLateLines({ redoLogBytes = 1_000_000 } = {}) {
  const directory = await temporaryDirectory()
  const clock = createTestClock(0)
  const lines: string[] = []
  const fatal: unknown[] = []
  const file = await open(join(directory, 'file'), 'w+')
  onTestFinished(() => file.close())
  const redoLog = createRedoLog({
    directory,
    clock,
    redoLogBytes,
    ageMs: 10_000,
    log: pino({}, { write: line => void lines.push(line) }),
    onFatal: error => void fatal.push(error),
  })
  const append = () =>
    redoLog.append([
      {
        file: name,
        fd: file.fd,
        at: 0,
        buffers: [Buffer.from('{}\n')],
        sync: async () => undefined,
      },
    ])
  expect(await append()).toEqual({ status: 'durable' })
  const files = () => globSync('.*.redo', { cwd: directory })
  return { redoLog, append, clock, files, fatal, log: () => lines.join('') }
}

test('lines are late for a quarter of a second, however many rounds come meanwhile', async () => {
  const { redoLog, append, clock } = await logWithLateLines()
  await clock.advance(200)
  await append()
  expect([redoLog.isSettled(), thread.asked]).toEqual([false, 0])
  await clock.advance(50)
  expect([redoLog.isSettled(), thread.asked]).toEqual([true, 1])
  await clock.advance(1000)
  expect(thread.asked).toBe(1)
  await redoLog.close()
})

test('a file without late lines waits for no other one', async () => {
  const { redoLog } = await logWithLateLines()
  await redoLog.settle('group/.2.ndjson')
  expect([redoLog.isSettled(), thread.asked]).toEqual([false, 0])
  await redoLog.close()
})

test('who asks for what is settled asks nothing of the thread', async () => {
  const { redoLog } = await logWithLateLines()
  await Promise.all([redoLog.settle(name), redoLog.settle(name), redoLog.settle(name)])
  await redoLog.settle(name)
  expect(thread.asked).toBe(1)
  await redoLog.close()
})

test.each(['ENOSPC', 'EDQUOT', 'SHORT_WRITE'])(
  'on a full disk (%s) late lines wait, the log says so once, and the redo log stays',
  async code => {
    thread.settlements = Array(4).fill(unsettled(code))
    const { redoLog, clock, files, fatal, log } = await logWithLateLines({ redoLogBytes: 1 })
    await expect(redoLog.settle(name)).rejects.toMatchObject({ code })
    await clock.advance(500)
    expect([thread.asked, redoLog.isSettled(), files().length]).toEqual([4, false, 1])
    expect(log().split('make room on the disk')).toHaveLength(2)
    expect(log()).toContain(`"reason":"${code}"`)
    await clock.advance(250)
    expect([thread.asked, redoLog.isSettled(), fatal]).toEqual([5, true, []])
    expect(log()).toContain('event files have the lines that waited')
    await redoLog.close()
    expect(files()).toEqual([])
  },
)

test('a stop while files do not take their late lines leaves the redo log for the next start', async () => {
  const { redoLog, files, clock } = await logWithLateLines()
  thread.settlements = [unsettled('ENOSPC')]
  await redoLog.close()
  expect(files()).toHaveLength(1)
  expect(clock.delays().filter(delay => delay <= 250)).toEqual([])
})

test('where waiting for space helps nothing, the process ends and the redo log stays', async () => {
  const { redoLog, files, fatal, clock } = await logWithLateLines()
  thread.settlements = Array(5).fill(unsettled('EIO'))
  await clock.advance(250)
  expect(fatal).toMatchObject([{ code: 'EIO' }])
  await redoLog.close()
  expect(files()).toHaveLength(1)
})
