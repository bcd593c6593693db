import type { Comparison, QueryFault } from './query.ts'
import { faultAt, type Span } from './query-fault.ts'
import { isSpace, scanWritten, type Written } from './scan-text.ts'

/** One piece of a query's text. */
export type Token =
  | ({ kind: '(' | ')' | 'AND' | 'OR' | 'NOT' } & Span)
  | ({ kind: 'text'; value: Written } & Span)
  /** A field with its operator; `value` is absent before a parenthesis. */
  | ({
      kind: 'field'
      name: Span & { text: string }
      operator: Span & { compare: Comparison | '=' }
    } & Span & {
        value?: Written
      })

export type Scan = { status: 'scanned'; tokens: Token[] } | QueryFault

const mostCharacters = 8192
const mostFieldCharacters = 128

const keyword = /(AND|OR|NOT)(?=[\s()]|$)/y
const fieldStart = /([A-Za-z_][\w-]*(?:\.[\w-]+)*)(<=|>=|!=|[:=<>])/y

/** Takes a query's text apart. */
export function scanQuery(source: string): Scan {
  const unfit = characterFault(source)
  if (unfit !== undefined) return unfit
  const tokens: Token[] = []
  let at = 0
  while (at < source.length) {
    const character = source[at] as string
    if (isSpace(character)) {
      at++
      continue
    }
    const token = scanToken(source, at)
    if ('status' in token) return token
    tokens.push(token)
    at = token.end
  }
  return { status: 'scanned', tokens }
}

const unfitCharacter = /(?![\t\n\v\f\r])[\p{Cc}\p{Cs}]/u

/** Too much text, and characters that nobody types. */
function characterFault(source: string): QueryFault | undefined {
  if (source.length > mostCharacters)
    return faultAt(
      { start: mostCharacters, end: source.length },
      `The query has ${source.length} characters.`,
      [`at most ${mostCharacters}`],
    )
  const found = unfitCharacter.exec(source)
  if (found === null) return undefined
  const code = found[0].charCodeAt(0)
  const message = code < 0xa0 ? 'A control character stands here.' : 'Half of a character stands here.'
  const expected =
    code < 0xa0 ? [`\\u{${code.toString(16)}} in quotes for this character`] : ['whole characters']
  return faultAt({ start: found.index, end: found.index + 1 }, message, expected)
}

function scanToken(source: string, start: number): Token | QueryFault {
  const character = source[start] as string
  if (character === '(' || character === ')') return { kind: character, start, end: start + 1 }
  if (character === '-') return scanMinus(source, start)
  const word = matchAt(keyword, source, start)
  if (word !== null) return { kind: word[1] as 'AND' | 'OR' | 'NOT', start, end: start + word[0].length }
  const field = matchAt(fieldStart, source, start)
  if (field !== null) return scanField(source, start, field)
  const value = scanWritten(source, start)
  return value.status === 'invalid' ? value : { kind: 'text', value, start, end: value.end }
}

function scanMinus(source: string, start: number): Token | QueryFault {
  const next = source[start + 1]
  if (next !== undefined && !isSpace(next) && next !== ')') return { kind: 'NOT', start, end: start + 1 }
  return faultAt({ start, end: start + 1 }, 'The minus excludes nothing.', [
    'the excluded condition directly after it',
    '"-" in quotes for the character',
  ])
}

function scanField(source: string, start: number, match: RegExpExecArray): Token | QueryFault {
  const [all, text = '', operator = ''] = match
  const name = { text, start, end: start + text.length }
  const end = start + all.length
  if (text.length > mostFieldCharacters)
    return faultAt(name, 'No field has so long a name.', [`at most ${mostFieldCharacters} characters`])
  const operatorAt = { start: name.end, end }
  if (operator === '!=')
    return faultAt(operatorAt, 'There is no operator !=.', [`-${text}:… to exclude a value`])
  const compare = operator === ':' ? '=' : (operator as Comparison | '=')
  const token = { kind: 'field', name, operator: { ...operatorAt, compare }, start } as const
  if (source[end] === '(') return { ...token, end }
  const next = source[end]
  if (next === undefined || isSpace(next) || next === ')')
    return faultAt({ start: end, end }, `A value for ${text} is missing.`, ['a value directly after it'])
  const value = scanWritten(source, end)
  return value.status === 'invalid' ? value : { ...token, value, end: value.end }
}

function matchAt(pattern: RegExp, source: string, start: number): RegExpExecArray | null {
  pattern.lastIndex = start
  return pattern.exec(source)
}
