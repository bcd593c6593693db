import fc from 'fast-check'
import { expect, test } from 'vitest'
import { foldText } from './fold-text.ts'
import { regexFault, regexFinds } from './regex.ts'
import { regexLiteral } from './regex-literal.ts'

test.each([
  ['q{7}z[0-9]', 'qqqqqqqz'],
  ['MAIL', 'mail'],
  ['^/login\\.php$', '/login.php'],
  ['invoice-\\d+\\.exe', 'invoice-'],
  ['ab.*cdefg?h', 'cdef'],
  ['abc+def', 'abc'],
  ['abc{2,}de', 'abcc'],
  ['a[b]]cde', ']cde'],
  ['a[]b]cde', 'cde'],
  ['abc\\[def', 'abc[def'],
  ['masks', undefined],
  ['(abc)', undefined],
  ['abc|def', undefined],
  ['\\Qabc{3}\\E', undefined],
  ['\\x41bcd', undefined],
  ['\\p{Lu}abc', undefined],
  ['abc{', undefined],
  ['öäü', undefined],
  ['[abc]', undefined],
  ['ab', undefined],
  ['a{0}bcd', 'bcd'],
  ['a{150}', 'a'.repeat(100)],
] as const)('%s has %s', (source, literal) => {
  expect(regexLiteral(source)).toBe(literal)
})

const character = fc.constantFrom(...'abcABk\u212asſSiİxyz.-]:')
const part = fc.oneof(
  { weight: 4, arbitrary: character },
  fc.constantFrom(
    '\\.',
    '\\d',
    '\\b',
    '[ab]',
    '[^a]',
    '[]a]',
    '[[:alpha:]]',
    '.',
    '\\x41',
    '\\pL',
    '^',
    '$',
    '|',
  ),
)
const often = fc.oneof(
  { weight: 4, arbitrary: fc.constant('') },
  fc.constantFrom('*', '+', '?', '{2}', '{0}', '{0,2}', '{2,}', '{1,2}', '+?', '{2}?'),
)
const source = fc
  .array(
    fc.tuple(part, often).map(both => both.join('')),
    { minLength: 1, maxLength: 6 },
  )
  .map(steps => steps.join(''))

test('whatever a regular expression finds has its text', () => {
  let found = 0
  fc.assert(
    fc.property(source, fc.array(fc.array(character, { maxLength: 9 }), { maxLength: 8 }), (regex, texts) => {
      const literal = regexLiteral(regex)
      if (literal === undefined || regexFault(regex) !== undefined) return
      const made = [
        ...texts.map(text => text.join('')),
        regex,
        literal,
        `${regex.replaceAll(/[^a-z]/gi, '')}`,
      ]
      for (const text of made) {
        if (!regexFinds(regex, text)) continue
        found++
        expect(foldText(text)).toContain(literal)
      }
    }),
    { numRuns: 5000 },
  )
  expect(found).toBeGreaterThan(100)
})
