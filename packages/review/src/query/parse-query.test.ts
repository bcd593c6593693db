import { describe, expect, test } from 'vitest'
import { formatQueryFault } from './format-query-fault.ts'
import { parseQuery } from './parse-query.ts'
import { faultExamples } from './testing/fault-examples.ts'
import { testOptions } from './testing/queries-for-tests.ts'

function faultOf(text: string) {
  const reading = parseQuery(text, testOptions)
  if (reading.status === 'ok') throw new Error(`${text} is a query`)
  return reading
}

test.each(faultExamples)('%s is refused where it is wrong', (text, carets, message) => {
  const fault = faultOf(text)
  expect(formatQueryFault(text, fault).split('\n').slice(0, 2)).toEqual([`  ${text}`, `  ${carets}`])
  expect(fault.message.startsWith(message), fault.message).toBe(true)
  expect(fault.expected.length).toBeGreaterThan(0)
  expect(fault.expected).not.toContain('')
})

test('an unknown field names the nearest known one', () => {
  expect(faultOf('hots:x').expected[0]).toBe('host')
  expect(faultOf('inputTyp:x').expected[0]).toBe('inputType')
  expect(faultOf('has:textLenght').expected[0]).toBe('textLength')
})

describe('hostile text is refused at once', () => {
  test.each<[string, string, string]>([
    ['a megabyte', 'a '.repeat(500_000), 'The query has 1000000 characters'],
    ['deep parentheses', '('.repeat(4000), 'Parentheses and negations are nested too deeply'],
    ['deep negations', `${'-'.repeat(4000)}a`, 'Parentheses and negations are nested too deeply'],
    ['deep words of negation', `${'NOT '.repeat(1000)}a`, 'Parentheses and negations are nested too deeply'],
    ['many conditions', 'a '.repeat(101), 'The query has too many conditions'],
    ['a NUL', 'a\0b', 'A control character stands here'],
    ['an escape sequence', '"\u001b[31m"', 'A control character stands here'],
    ['half of a character', 'a \ud800', 'Half of a character stands here'],
    ['the other half', '"\udc00"', 'Half of a character stands here'],
    ['a long regular expression', `~${'a'.repeat(1001)}~`, 'The regular expression has 1001 characters'],
    ['a regular expression that explodes', '~((a{100}){100}){100}~', 'The regular expression is not valid'],
    ['a deep regular expression', `~${'('.repeat(499)}${')'.repeat(499)}~`, 'The regular expression'],
    ['a field of many members', `${'a.'.repeat(60)}a:x`, 'There is no field'],
    ['a long field', `${'a'.repeat(129)}:x`, 'No field has so long a name'],
    ['a prototype', '__proto__:x', 'There is no field'],
    ['a member of objects', 'constructor:x', 'There is no field'],
  ])('%s', (_, text, message) => {
    const fault = faultOf(text)
    expect(fault.message.startsWith(message), fault.message).toBe(true)
    const shown = formatQueryFault(text, fault)
    expect(shown.length).toBeLessThan(800)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
    expect(shown).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]/)
  })
})

test('carets stand below their characters beside wide, combining and invisible ones', () => {
  const text = 'host:例え\u200b e\u0301 😀 hots:x'
  const [query = '', carets = ''] = formatQueryFault(text, faultOf(text)).split('\n')
  expect(query).toBe('  host:例え· e\u0301 😀 hots:x')
  expect(carets).toBe(`  ${' '.repeat('host:'.length + 4 + 1 + 1 + 1 + 1 + 2 + 1)}^^^^`)
})

test('of a long query the part around the fault is shown', () => {
  const text = `${'a '.repeat(40)}hots:x ${'b '.repeat(30)}`
  const [query = '', carets = ''] = formatQueryFault(text, faultOf(text)).split('\n')
  expect(query.length).toBeLessThan(90)
  expect(query.slice(carets.indexOf('^'), carets.length)).toBe('hots')
  expect(query.startsWith('  …')).toBe(true)
  expect(query.endsWith('…')).toBe(true)
})
