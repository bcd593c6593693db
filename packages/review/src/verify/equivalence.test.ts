import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import {
  lines,
  sampleDirectory,
  sampleEpoch,
  sampleEvent,
  sampleGroup,
  sampleSensor,
  sampleStart,
} from '../sample-events.ts'
import { verifyEvents } from '../verify-events.ts'
import { anyLine } from './odd-lines-for-tests.ts'
import { verifySimply } from './simple-verify-for-tests.ts'

// Much is read and written here, and perhaps everything else of the machine runs at the same time.
vi.setConfig({ testTimeout: 120_000 })

const names = ['10-20.ndjson', `${sampleGroup}/20-30.ndjson`, `${sampleGroup}/.30.ndjson`, '15-30.ndjson']
const anyFiles = fc.array(fc.record({ lines: fc.array(anyLine, { maxLength: 25 }), torn: fc.boolean() }), {
  minLength: 1,
  maxLength: names.length,
})

async function expectSameVerdict(path: string, options: { threads: number; chunkBytes: number }) {
  const [fast, simple] = [await verifyEvents(path, options), await verifySimply(path)]
  expect(fast).toEqual(simple)
  return fast
}

test('says of any lines, however they are cut into chunks, what the simple way says', async () => {
  const property = fc.asyncProperty(
    anyFiles,
    fc.integer({ min: 100, max: 5000 }),
    async (files, chunkBytes) => {
      const contents = files.map((file, at) => {
        const text = file.lines.map(line => `${line}\n`).join('')
        return [names[at], file.torn ? text.slice(0, -3) : text] as const
      })
      await using directory = await sampleDirectory(Object.fromEntries(contents))
      await expectSameVerdict(directory.path, { threads: 0, chunkBytes })
    },
  )
  await fc.assert(property, { numRuns: 200 })
})

test('an event whose line end is not written yet counts in a finished file only', async () => {
  const event = JSON.stringify(sampleStart())
  await using directory = await sampleDirectory({
    '10-20.ndjson': event,
    [`${sampleGroup}/.30.ndjson`]: event,
  })
  const report = await expectSameVerdict(directory.path, { threads: 0, chunkBytes: 5000 })
  expect(report.events).toBe(1)
})

const many = Array.from({ length: 3000 }, (_, index) =>
  index === 0 ? sampleStart() : sampleEvent(index + 1, { path: `/${index % 7}` }),
)

test('worker threads say the same', async () => {
  const events = many.filter(event => event.seq !== 77)
  const again = { ...sampleEvent(5, { path: '/4' }), received: 9 }
  await using directory = await sampleDirectory({
    '10-20.ndjson': lines([...events.slice(0, 1500), sampleEvent(9, { path: '/else' }), again]),
    '20-30.ndjson': `${lines(events.slice(1500))}oops\n`,
  })
  const report = await expectSameVerdict(directory.path, { threads: 3, chunkBytes: 20_000 })
  expect(report).toMatchObject({
    events: 3001,
    unreadable: { count: 1, first: [{ file: join(directory.path, '20-30.ndjson'), line: 1500 }] },
    sensors: [
      { stored: 3000, doubled: 1, conflicts: [`${sampleEpoch}/9`], epochs: [{ missing: [[77, 77]] }] },
    ],
  })
})

test('the shortest events that there can be are all read', async () => {
  const { sensor, group } = sampleEvent(1)
  const shortest = Array.from({ length: 2000 }, (_, index) => ({
    type: 'x',
    time: 1 + (index % 9),
    sensor,
    group,
    received: 1,
  }))
  await using directory = await sampleDirectory({ '10-20.ndjson': lines(shortest) })
  const report = await expectSameVerdict(directory.path, { threads: 0, chunkBytes: 16_777_216 })
  expect(report).toMatchObject({ events: 2000, sensors: [{ stored: 9, doubled: 1991, withoutEpoch: 9 }] })
})

test.each([0, 1])('lines that are too long are reported and skipped, with %i threads', async threads => {
  const long = 'x'.repeat(4_194_305)
  await using directory = await sampleDirectory({
    '10-20.ndjson': `${lines(many.slice(0, 3))}${long}\n${lines(many.slice(3, 5))}${long}`,
    '.20.ndjson': `${lines(many.slice(5, 6))}${long}`,
  })
  const report = await expectSameVerdict(directory.path, { threads, chunkBytes: 100_000 })
  expect(report.unreadable.first.map(({ line }) => line)).toEqual([4, 7])
  expect(report.sensors).toMatchObject([{ sensor: sampleSensor, stored: 6, complete: true }])
})
