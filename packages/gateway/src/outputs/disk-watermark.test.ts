import pino from 'pino'
import { afterEach, expect, test, vi } from 'vitest'
import { createTestClock } from '../testing/test-clock.ts'
import { type DiskUse, watchDisk } from './disk-watermark.ts'
import { createGate } from './gate.ts'

const disk = vi.hoisted(() => ({ blocks: 1000, bfree: 500, bavail: 400, bsize: 4096, looks: 0 }))
vi.mock('node:fs/promises', async original => ({
  ...(await original<object>()),
  statfs: async () => {
    disk.looks++
    return disk
  },
}))
afterEach(() => void Object.assign(disk, { blocks: 1000, bfree: 500, bavail: 400, looks: 0 }))

function watch() {
  const clock = createTestClock(0)
  const lines: string[] = []
  const uses: DiskUse[] = []
  const watching = watchDisk({
    directory: '/events',
    gate: createGate(1),
    clock,
    log: pino({}, { write: line => void lines.push(line) }),
    onUse: use => void uses.push(use),
  })
  return { clock, lines, uses, watching }
}

test('a disk is full by what the gateway can use of it, and that is told every minute', async () => {
  const { clock, uses, lines } = watch()
  await clock.advance(60_000)
  expect(uses).toEqual(Array(2).fill({ usedRatio: 1 - 400 / 900, freeBytes: 400 * 4096 }))
  expect(lines).toEqual([])
})

test('from 85 % on it warns what to do, once an hour, and says when there is space again', async () => {
  const { clock, lines } = watch()
  await clock.advance(0)
  Object.assign(disk, { blocks: 1000, bfree: 150, bavail: 150 })
  await clock.advance(59 * 60_000)
  expect(lines).toHaveLength(1)
  expect(lines[0]).toContain('"code":"DISK_FILLING","directory":"/events","usedPercent":85')
  expect(lines[0]).toContain('set `retention` of the output')
  await clock.advance(2 * 60_000)
  expect(lines).toHaveLength(2)
  Object.assign(disk, { bfree: 180, bavail: 180 })
  await clock.advance(60_000)
  expect(lines).toHaveLength(2)
  Object.assign(disk, { bfree: 300, bavail: 300 })
  await clock.advance(120_000)
  expect(lines).toHaveLength(3)
  expect(lines[2]).toContain('has space again')
})

test('84 % is no warning, and a file system without blocks tells nothing', async () => {
  Object.assign(disk, { blocks: 1000, bfree: 160, bavail: 160 })
  const { clock, lines, uses } = watch()
  await clock.advance(60_000)
  Object.assign(disk, { blocks: 0, bfree: 0, bavail: 0 })
  await clock.advance(60_000)
  expect([lines.length, uses.length]).toEqual([0, 2])
})

test('after its end it looks no more', async () => {
  const { clock, watching } = watch()
  await watching.close()
  await clock.advance(600_000)
  expect(disk.looks).toBe(1)
})
