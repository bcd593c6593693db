import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { RedoLog } from '../redo/redo-log.ts'
import { mostRecordBytes } from '../redo/redo-record.ts'
import { mostRedoAppends, mostRedoBytes } from '../redo/sealed-round.ts'
import { temporaryDirectory } from '../testing/test-gateway.ts'
import { createAppends } from './appends.ts'
import { createGate } from './gate.ts'
import { durable, unavailable } from './output.ts'

type RedoOutcome = Awaited<ReturnType<RedoLog['append']>>

/** Real files beside a redo log that answers as it is told: what it really does is tested in redo-log.test.ts. */
async function appendsOver(outcome: RedoOutcome, lateness: Partial<RedoLog> = {}) {
  const file = await open(join(await temporaryDirectory(), 'file'), 'w+')
  onTestFinished(() => file.close())
  const rounds: number[][] = []
  const redoLog: RedoLog = {
    async append(ones) {
      rounds.push(ones.map(({ buffers }) => buffers.reduce((sum, buffer) => sum + buffer.length, 0)))
      return outcome
    },
    isSettled: () => true,
    settle: async () => undefined,
    close: async () => undefined,
    ...lateness,
  }
  let most = 0
  let running = 0
  const gate = createGate(2)
  const appends = createAppends(
    run =>
      gate(async () => {
        most = Math.max(most, ++running)
        return await run().finally(() => running--)
      }),
    redoLog,
  )
  const append = (lengths: readonly number[]) =>
    Promise.all(lengths.map((length, index) => appends.append(requestOf(file, { length, index }))))
  return { append, rounds, file, mostAtOnce: () => most }
}

function requestOf(handle: FileHandle, { length, index }: { length: number; index: number }) {
  return {
    handle,
    file: `${index}`,
    at: index * 10,
    buffers: [Buffer.alloc(length, 'x')],
    sync: async () => undefined,
  }
}

test('up to four files are synced by themselves, more by the redo log', async () => {
  const { append, rounds, file } = await appendsOver({ status: 'durable' })
  expect(await append([5, 5, 5, 5])).toMatchObject(Array(4).fill({ addedBytes: 5, isUnsynced: false }))
  expect(rounds).toEqual([])
  expect((await file.stat()).size).toBe(35)
  const logged = { addedBytes: 5, isUnsynced: true, outcome: { status: 'written', outcomes: [durable] } }
  expect(await append([5, 5, 5, 5, 5])).toEqual(Array(5).fill(logged))
  expect(rounds).toEqual([[5, 5, 5, 5, 5]])
})

test('large writes never go into the redo log, nor do they count for it', async () => {
  const { append, rounds } = await appendsOver({ status: 'durable' })
  const large = mostRecordBytes + 1
  const appended = await append([large, 5, 5, large, 5, 5])
  expect(appended.map(({ isUnsynced }) => isUnsynced)).toEqual(Array(6).fill(false))
  await append([large, mostRecordBytes, 5, 5, 5, 5])
  expect(rounds).toEqual([[mostRecordBytes, 5, 5, 5, 5]])
})

test('while lines are late, a single file goes the way of them too, and a large write waits until its file has them', async () => {
  let settlements = 0
  const settle = async () => void settlements++
  const { append, rounds } = await appendsOver({ status: 'durable' }, { isSettled: () => false, settle })
  expect(await append([5])).toMatchObject([{ addedBytes: 5, isUnsynced: true }])
  expect(await append([mostRecordBytes + 1])).toMatchObject([{ isUnsynced: false }])
  expect(rounds).toEqual([[5]])
  expect(settlements).toBe(1)
})

test('a file that does not take its late lines takes nothing behind them either', async () => {
  const settle = () => Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' }))
  const { append, file } = await appendsOver({ status: 'untaken' }, { isSettled: () => false, settle })
  const refused = { outcome: { status: 'written', outcomes: [unavailable('ENOSPC')] }, addedBytes: 0 }
  expect(await append([5, mostRecordBytes + 1])).toEqual([refused, refused])
  expect((await file.stat()).size).toBe(0)
})

test('what the redo log does not take is written and synced by itself, a bounded number at once', async () => {
  const { append, file, mostAtOnce } = await appendsOver({ status: 'untaken' })
  const appended = await append(Array(9).fill(10))
  expect(appended).toMatchObject(Array(9).fill({ addedBytes: 10, isUnsynced: false }))
  expect((await file.stat()).size).toBe(90)
  expect(mostAtOnce()).toBe(2)
})

test('where nobody knows what the redo log holds, nothing counts', async () => {
  const error = new Error('EIO')
  const { append, file } = await appendsOver({ status: 'fatal', error })
  const lost = { outcome: { status: 'fatal', error }, addedBytes: 0 }
  expect(await append(Array(5).fill(10))).toEqual(Array(5).fill(lost))
  expect((await file.stat()).size).toBe(0)
})

test('the redo log gets no more at once than it takes', async () => {
  const { append, rounds } = await appendsOver({ status: 'durable' })
  await append(Array(100).fill(mostRecordBytes))
  await append(Array(mostRedoAppends + 10).fill(1))
  expect(rounds.map(round => round.length)).toEqual([32, 32, 32, 4, mostRedoAppends, 10])
  expect(Math.max(...rounds.map(round => round.reduce((sum, bytes) => sum + bytes)))).toBe(mostRedoBytes)
})
