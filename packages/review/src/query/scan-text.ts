import type { QueryFault, TextPattern, WildcardPiece } from './query.ts'
import { faultAt, type Span } from './query-fault.ts'

/** A word, a quoted text or a regular expression as it was written. */
export interface Written extends Span {
  status: 'written'
  pattern: TextPattern
  /** Only words name numbers, times and networks. */
  isWord: boolean
  /** A word without its escapes, otherwise the whole text. */
  text: string
}

/** Reads the text that begins at `start`: "quoted", ~regular expression~ or a bare word. */
export function scanWritten(source: string, start: number): Written | QueryFault {
  const scanned =
    source[start] === '"'
      ? scanQuoted(source, start)
      : source[start] === '~'
        ? scanRegex(source, start)
        : scanWord(source, start)
  if (scanned.status === 'invalid') return scanned
  const next = source[scanned.end]
  if (next === undefined || endsWord(next)) return scanned
  return faultAt(
    { start: scanned.end, end: scanned.end + 1 },
    `There is no space after ${nameOf(scanned)}.`,
    ['a space', 'the end'],
  )
}

/** Whether a character stands between words. */
export function isSpace(character: string): boolean {
  return /\s/.test(character)
}

function endsWord(character: string): boolean {
  return isSpace(character) || character === '(' || character === ')'
}

function nameOf({ pattern, isWord }: Written): string {
  if (isWord) return 'the word'
  return pattern.kind === 'regex' ? 'the regular expression' : 'the quoted text'
}

function scanQuoted(source: string, start: number): Written | QueryFault {
  let text = ''
  let at = start + 1
  while (at < source.length) {
    if (source[at] === '"') {
      const pattern = { kind: 'plain', text } as const
      return { status: 'written', start, end: at + 1, pattern, isWord: false, text }
    }
    const read = readCharacter(source, at, /["\\]/)
    if (read.status === 'invalid') return read
    text += read.text
    at = read.end
  }
  return faultAt({ start: source.length, end: source.length }, 'The quoted text does not end.', ['"'])
}

function scanRegex(source: string, start: number): Written | QueryFault {
  let text = ''
  let at = start + 1
  while (at < source.length) {
    const character = source[at] as string
    if (character === '~') {
      const pattern = { kind: 'regex', source: text } as const
      return { status: 'written', start, end: at + 1, pattern, isWord: false, text }
    }
    const pair = character === '\\' ? source.slice(at, at + 2) : character
    text += pair === '\\~' ? '~' : pair
    at += pair.length
  }
  return faultAt({ start: source.length, end: source.length }, 'The regular expression does not end.', ['~'])
}

function scanWord(source: string, start: number): Written | QueryFault {
  const pieces: WildcardPiece[] = []
  let at = start
  while (at < source.length) {
    const character = source[at] as string
    if (endsWord(character) || character === '"') break
    if (character === '*' || character === '?') {
      pieces.push(character)
      at++
      continue
    }
    const read = readCharacter(source, at, wordEscapes)
    if (read.status === 'invalid') return read
    addLiteral(pieces, read.text)
    at = read.end
  }
  const text = pieces.map(piece => (typeof piece === 'string' ? piece : piece.literal)).join('')
  const isPlain = pieces.every(piece => typeof piece !== 'string')
  const pattern: TextPattern = isPlain ? { kind: 'plain', text } : { kind: 'wildcard', pieces: tidy(pieces) }
  return { status: 'written', start, end: at, pattern, isWord: true, text }
}

function addLiteral(pieces: WildcardPiece[], text: string): void {
  const last = pieces.at(-1)
  if (typeof last === 'object') last.literal += text
  else pieces.push({ literal: text })
}

/** Several `*` in a row mean what one means. */
function tidy(pieces: readonly WildcardPiece[]): WildcardPiece[] {
  return pieces.filter((piece, index) => piece !== '*' || pieces[index - 1] !== '*')
}

type Character = { status: 'character'; text: string; end: number } | QueryFault

const wordEscapes = /[\s\p{P}\p{S}]/u
const namedEscapes: Record<string, string> = { n: '\n', r: '\r', t: '\t' }

/** Reads a character or an escape. `plain` are those that stand for themselves after a backslash. */
function readCharacter(source: string, at: number, plain: RegExp): Character {
  const character = source[at] as string
  if (character !== '\\') return { status: 'character', text: character, end: at + 1 }
  const next = String.fromCodePoint(source.codePointAt(at + 1) ?? 0x20)
  const end = at + 1 + next.length
  const named = namedEscapes[next]
  if (named !== undefined) return { status: 'character', text: named, end }
  const code = /^\\u\{([0-9a-fA-F]{1,6})\}/.exec(source.slice(at, at + 10))
  if (code !== null) return numberedCharacter(code, at)
  if (at + 1 < source.length && plain.test(next)) return { status: 'character', text: next, end }
  return faultAt({ start: at, end: Math.min(end, source.length) }, 'The backslash starts no escape.', [
    '\\\\ for a backslash',
    '\\"',
    '\\n',
    '\\r',
    '\\t',
    '\\u{41}',
  ])
}

function numberedCharacter(code: RegExpExecArray, at: number): Character {
  const point = Number.parseInt(code[1] ?? '', 16)
  const end = at + code[0].length
  const exists = point <= 0x10ffff && (point < 0xd800 || point > 0xdfff)
  if (exists) return { status: 'character', text: String.fromCodePoint(point), end }
  return faultAt({ start: at, end }, 'No character has this number.', [
    '\\u{0} to \\u{d7ff}',
    '\\u{e000} to \\u{10ffff}',
  ])
}
