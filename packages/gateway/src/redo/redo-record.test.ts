import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mostRecordBytes, readRecord, recordHead } from './redo-record.ts'

const group = '97235229-5a58-4dd6-b9fd-4395f8b5f6bf'
const file = `${group}/.1763760000000000.w2.ndjson`
const lines = '{"type":"Note","text":"something that somebody wrote"}\n'

function recordOf(buffers: Buffer[], { at = 7, name = file } = {}): Buffer {
  return Buffer.concat([Buffer.from(recordHead(name, at, buffers)), ...buffers])
}

const contents = fc.array(fc.uint8Array({ minLength: 1, maxLength: 3000 }), { minLength: 1, maxLength: 4 })

test('a record is read as it was written, however many buffers it came in', () => {
  fc.assert(
    fc.property(contents, fc.nat(), fc.uint8Array({ maxLength: 50 }), (given, at, behind) => {
      const buffers = given.map(one => Buffer.from(one))
      const record = recordOf(buffers, { at })
      const read = readRecord(Buffer.concat([record, behind]))
      expect(read).toEqual({
        status: 'whole',
        record: { file, at, bytes: Buffer.concat(buffers) },
        length: record.length,
      })
    }),
  )
})

test('the beginning of a record asks for more, and is never taken for a whole one', () => {
  const record = recordOf([Buffer.from(lines.repeat(30))])
  for (let length = 0; length < record.length; length += 13) {
    expect(readRecord(record.subarray(0, length)).status).toBe('more')
  }
})

test('a sector that was never written shows, wherever it is', () => {
  const record = recordOf([Buffer.from(lines.repeat(200))])
  for (let from = 0; from < record.length; from += 512) {
    const torn = Buffer.from(record).fill(0, from, Math.min(from + 512, record.length))
    expect(readRecord(torn).status).not.toBe('whole')
  }
})

test('lines of another place are no record of this one', () => {
  const [here, there] = [recordOf([Buffer.from(lines)]), recordOf([Buffer.from(lines)], { at: 8 })]
  const text = there.toString().replace('"at":8', '"at":7')
  expect(readRecord(here).status).toBe('whole')
  expect(readRecord(Buffer.from(text)).status).toBe('torn')
})

test('a head that names more than a record may have is none: nobody waits for so much', () => {
  const length = mostRecordBytes + 1
  const head = recordHead(file, 0, [Buffer.alloc(length)])
  expect(readRecord(Buffer.from(head)).status).toBe('torn')
})

test.each([
  '../../etc/passwd',
  `${group}/../.1.ndjson`,
  `${group}/1-2.ndjson`,
  `/${group}/.1.ndjson`,
  `${group}/.1.ndjson\u0000`,
])('a name that is no open event file is refused: %s', name => {
  expect(readRecord(recordOf([Buffer.from(lines)], { name })).status).toBe('torn')
})

test.each(['', 'null', '[]', '{}', '{"file":1}', 'x'.repeat(600)])(
  'what is no head is refused: %.20s',
  head => {
    expect(readRecord(Buffer.from(`${head}\n${lines.repeat(20)}`)).status).toBe('torn')
  },
)
