import { expect, test } from 'vitest'
import { expiredFiles, finishedFileOf, type RetentionLimits } from './expired-files.ts'

const hour = 3_600_000
const nowMs = 100 * hour
const file = (endHour: number, bytes: number, folder = 'a') => ({
  ...finishedFileOf(folder, `${(endHour - 1) * hour * 1000}-${endHour * hour * 1000}.ndjson`),
  bytes,
})
const files = [file(90, 10, 'b'), file(50, 30), file(70, 20), file(99, 40)] as Parameters<
  typeof expiredFiles
>[0]
const endHours = (limits: RetentionLimits) =>
  expiredFiles(files, limits, nowMs).map(found => found.endUs / 1000 / hour)

test.each<[string, RetentionLimits, number[]]>([
  ['nothing without limits', {}, []],
  ['what ended before the age, over all groups', { ageMs: 20 * hour }, [50, 70]],
  ['nothing that ended exactly at the age', { ageMs: 30 * hour }, [50]],
  ['the oldest until the size fits', { sizeBytes: 60 }, [50, 70]],
  ['nothing that just fits', { sizeBytes: 100 }, []],
  ['what either limit asks for', { ageMs: 20 * hour, sizeBytes: 45 }, [50, 70, 90]],
  ['everything where nothing fits', { sizeBytes: 0 }, [50, 70, 90, 99]],
])('%s', (_what, limits, expired) => {
  expect(endHours(limits)).toEqual(expired)
})

test.each([
  ['100-200.ndjson', true],
  ['100-200.json', true],
  ['100-200.w2.ndjson', true],
  ['100-200.w64.json', true],
  ['.100.w2.ndjson', false],
  ['100-200.x2.ndjson', false],
  ['.100.ndjson', false],
  ['.100.json', false],
  ['100.ndjson', false],
  ['100-200.ndjson.bak', false],
  ['100-200.parquet', false],
  ['notes.json', false],
  ['.weaklayer-lock', false],
])('%s: a finished file: %s', (name, isFinished) => {
  expect(finishedFileOf('folder', name) !== undefined).toBe(isFinished)
})
