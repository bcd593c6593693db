import fc from 'fast-check'
import type { TextPattern, WildcardPiece } from '../query.ts'
import { regexFault } from '../regex.ts'

/** Words that made-up queries share with made-up events, so that both often meet. */
export const words = [
  'WindowLocation',
  'TextInput',
  'Status',
  'Install',
  'Dropped',
  'Odd',
  'password',
  'Pass',
  'word',
  'www.example.com',
  'example.com',
  'example.com.',
  'login.EXAMPLE.com',
  'xn--bcher-kva.example',
  '10.1.2.3',
  '10.200.0.9',
  '[2001:db8::1]',
  '2001:db8:0:0::1',
  'https:',
  '/sign-in/Ünder',
  '?q=100%_a',
  'ΑΣ',
  'ας',
  'İstanbul',
  'straße',
  'STRASSE',
  'a*b',
  'a?b',
  'a"b\\c',
  'tab\there',
  'line\nbreak',
  '\u001b[31mred',
  'nul\0byte',
  'emoji 😀 x',
  'true',
  'false',
  '42',
  '4.5',
  '1e3',
  '',
  '.',
  '-minus',
  'OR',
  'NOT',
  '~tilde~',
  '\ufeffbom',
  'K',
  'ſ',
  '\u{33071}\u{295}\u{a7cb}',
  'alice',
  'laptop-7',
  'Finance',
] as const

const freeWord = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...words) },
  { weight: 2, arbitrary: fc.constantFrom(...words).map(word => word.slice(1, 4)) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 6 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
)

const literal = freeWord.map(text => ({ literal: text.isWellFormed() && text !== '' ? text : 'x' }))
const piece: fc.Arbitrary<WildcardPiece> = fc.oneof(fc.constantFrom('*' as const, '?' as const), literal)

const wildcard = fc
  .array(piece, { minLength: 1, maxLength: 6 })
  .map(pieces => ({ kind: 'wildcard' as const, pieces: joined(pieces) }))
  .filter(({ pieces }) => pieces.some(one => typeof one === 'string'))

function joined(pieces: readonly WildcardPiece[]): WildcardPiece[] {
  const all: WildcardPiece[] = []
  for (const one of pieces) {
    const last = all.at(-1)
    if (typeof one === 'object' && typeof last === 'object')
      all[all.length - 1] = { literal: last.literal + one.literal }
    else if (one !== '*' || last !== '*') all.push(one)
  }
  return all
}

const regexPart = fc.oneof(
  fc.constantFrom(
    'a',
    'S',
    '\\.',
    '.',
    '\\w',
    '\\d+',
    '[a-z]',
    '[^a]',
    '^',
    '$',
    '\\b',
    '\\pL',
    '\\PL',
    '\\p{Greek}',
    '~',
    '\\s',
    'É',
  ),
  fc.constantFrom(
    'exam',
    'pass',
    'com$',
    '^www',
    '(?:a|b)*',
    '(e|x)+?',
    'o{1,2}',
    '(?-i)W',
    '(?s).',
    '\\x{e9}',
    '[[:alpha:]]',
  ),
)
const regex = fc
  .array(regexPart, { minLength: 1, maxLength: 4 })
  .map(parts => ({ kind: 'regex' as const, source: parts.join('') }))
  .filter(({ source }) => regexFault(source) === undefined)

export const pattern: fc.Arbitrary<TextPattern> = fc.oneof(
  {
    weight: 5,
    arbitrary: freeWord.filter(text => text.isWellFormed()).map(text => ({ kind: 'plain' as const, text })),
  },
  { weight: 2, arbitrary: wildcard },
  { weight: 2, arbitrary: regex },
)
