import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mostRecordBytes, readRecords, recordHead } from './redo-record.ts'

const group = '97235229-5a58-4dd6-b9fd-4395f8b5f6bf'
const file = `${group}/.1763760000000000.w2.ndjson`
const lines = Buffer.from('{"type":"Note","text":"something that somebody wrote"}\n')

function recordOf(bytes: Buffer, { at = 7, name = file } = {}): Buffer {
  return Buffer.concat([Buffer.from(recordHead(name, at, bytes.length)), bytes])
}

const contents = fc.array(fc.uint8Array({ minLength: 1, maxLength: 3000 }), { maxLength: 6 })

test('records are read as they were written', () => {
  fc.assert(
    fc.property(contents, given => {
      const records = given.map((one, at) => ({ file, at, bytes: Buffer.from(one) }))
      const written = Buffer.concat(records.map(({ at, bytes }) => recordOf(bytes, { at })))
      expect([...readRecords(written)]).toEqual(records)
    }),
  )
})

test('the beginning of a record is none', () => {
  const record = recordOf(lines)
  for (let length = 0; length < record.length; length++) {
    expect([...readRecords(record.subarray(0, length))]).toEqual([])
  }
})

test('a head that names more than a record may have is none', () => {
  const bytes = Buffer.alloc(mostRecordBytes + 1)
  expect([...readRecords(recordOf(bytes))]).toEqual([])
})

test.each([
  '../../etc/passwd',
  `${group}/../.1.ndjson`,
  `${group}/1-2.ndjson`,
  `/${group}/.1.ndjson`,
  `${group}/.1.ndjson\u0000`,
])('a name that is no open event file is refused: %s', name => {
  expect([...readRecords(recordOf(lines, { name }))]).toEqual([])
})

test.each(['', 'null', '[]', '{}', '{"file":1}', 'x'.repeat(600)])(
  'what is no head is refused: %.20s',
  head => {
    expect([...readRecords(Buffer.concat([Buffer.from(`${head}\n`), lines]))]).toEqual([])
  },
)
