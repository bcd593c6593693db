import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { rowOfEvent } from '../query/event-row.ts'
import { sampleEvent } from '../sample-events.ts'
import { csvCell, csvHead, csvLine } from './csv.ts'

test.each([
  ['=1+1', `"'=1+1"`],
  ['+49 30 1', `"'+49 30 1"`],
  ['-2', `"'-2"`],
  ['@SUM(A1)', `"'@SUM(A1)"`],
  ['\t=1', '"\\u{9}=1"'],
  ['\r=1', '"\\u{d}=1"'],
  ['\n=1', '"\\u{a}=1"'],
  ['  =1', `"'  =1"`],
  ['\u00a0=1', '"\\u{a0}=1"'],
  ['＝1', `"'＝1"`],
  ['＋1', `"'＋1"`],
  ['－1', `"'－1"`],
  ['＠A', `"'＠A"`],
  ['﹦1', `"'﹦1"`],
  ['−1', `"'−1"`],
  ['"=1', `"'""=1"`],
  ["'=1", `"''=1"`],
  ['x;=cmd|1', `"x;'=cmd|1"`],
  ['a=b', '"a=b"'],
  ['say "hi", you', '"say ""hi"", you"'],
  ['two\nlines', '"two\\u{a}lines"'],
  ['\u001b[31mred', '"\\u{1b}[31mred"'],
  ['\u202egnp.exe', '"\\u{202e}gnp.exe"'],
  ['C:\\x', '"C:\\\\x"'],
  ['', '""'],
])('the text %j becomes %s', (text, cell) => {
  expect(csvCell(text, 'text')).toBe(cell)
})

test('numbers, times, flags, bytes and nothing', () => {
  expect(csvCell(-5, 'number')).toBe('-5')
  expect(csvCell(1_763_760_000_000_001, 'time')).toBe('2025-11-21T21:20:00.000001Z')
  expect(csvCell(9e15, 'time')).toBe('2255-03-14T16:00:00.000000Z')
  expect(csvCell(true, 'boolean')).toBe('true')
  expect(csvCell(new Uint8Array([251, 255]), 'hash')).toBe('"fbff"')
  expect(csvCell(null, 'text')).toBe('')
})

test('whatever a text is, a strict reader gets one cell that begins no formula', () => {
  void fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const cell = csvCell(text, 'text')
      expect(cell).toMatch(/^"(?:[^"\r\n]|"")*"$/)
      expect(cell).not.toMatch(/(?:^"|[;|])\s*[=+\-@＝＋－＠]/)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
      expect(cell).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/)
    }),
  )
})

test('a line has a cell for each column', () => {
  const line = csvLine(rowOfEvent(sampleEvent(1, { path: '=HYPERLINK("x")', extra: { a: '=1' } })))
  expect(line.split(',').length).toBeGreaterThanOrEqual(csvHead().split(',').length)
  expect(line).toContain(`"'=HYPERLINK(""x"")"`)
  expect(line).toContain('"{""extra"":{""a"":""=1""}}"')
})
