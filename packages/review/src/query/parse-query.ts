import type { ParseOptions, QueryFault, QueryNode, QueryReading } from './query.ts'
import { faultAt } from './query-fault.ts'
import { type FieldContext, readTerm } from './read-term.ts'
import { scanQuery, type Token } from './scan-query.ts'

/** What parsing has read so far. The first fault ends it. */
interface Parser {
  tokens: readonly Token[]
  at: number
  /** Where the text ends. */
  end: number
  depth: number
  terms: number
  options: ParseOptions
  fault: QueryFault | undefined
}

const mostDepth = 32
const mostTerms = 100

/**
 * Reads a query. Words side by side all have to be met, `OR` binds less, `NOT` and `-` most. A text without any word is
 * the query that every event meets. At most 8,192 characters, 100 conditions, 32 levels of parentheses and negations.
 */
export function parseQuery(text: string, options: ParseOptions): QueryReading {
  const scan = scanQuery(text)
  if (scan.status === 'invalid') return scan
  const parser: Parser = {
    tokens: scan.tokens,
    at: 0,
    end: text.length,
    depth: 0,
    terms: 0,
    options,
    fault: undefined,
  }
  if (scan.tokens.length === 0) return { status: 'ok', query: { root: undefined } }
  const root = readAny(parser, undefined)
  const left = parser.tokens[parser.at]
  if (left !== undefined)
    fail(parser, faultAt(left, 'No parenthesis is open here.', ['AND', 'OR', 'a condition', 'the end']))
  return parser.fault ?? { status: 'ok', query: { root } }
}

function readAny(parser: Parser, field: FieldContext): QueryNode | undefined {
  return readJoined(parser, { kind: 'any', word: 'OR', readMember: () => readAll(parser, field) })
}

function readAll(parser: Parser, field: FieldContext): QueryNode | undefined {
  return readJoined(parser, { kind: 'all', word: 'AND', readMember: () => readOne(parser, field) })
}

interface Joined {
  kind: 'any' | 'all'
  word: 'OR' | 'AND'
  readMember: () => QueryNode | undefined
}

function readJoined(parser: Parser, { kind, word, readMember }: Joined): QueryNode | undefined {
  const of: QueryNode[] = []
  while (true) {
    const member = readMember()
    if (member === undefined) return undefined
    of.push(member)
    const next = parser.tokens[parser.at]
    if (next?.kind === word) parser.at++
    else if (word === 'OR' || next === undefined || next.kind === 'OR' || next.kind === ')') break
  }
  const [first, ...more] = of
  return more.length === 0 ? first : { kind, of }
}

function readOne(parser: Parser, field: FieldContext): QueryNode | undefined {
  const token = parser.tokens[parser.at]
  if (token?.kind === 'NOT') {
    if (!goDeeper(parser, token)) return undefined
    const of = readOne(parser, field)
    parser.depth--
    return of === undefined ? undefined : { kind: 'not', of }
  }
  if (token?.kind === '(') return readGroup(parser, token, field)
  if (token?.kind === 'text' || token?.kind === 'field') return readCondition(parser, token, field)
  const at = token ?? { start: parser.end, end: parser.end }
  return fail(
    parser,
    faultAt(at, token === undefined ? 'The query ends too early.' : `Nothing stands before ${token.kind}.`, [
      'a field such as host:example.com',
      'a text',
      '(',
      'NOT',
    ]),
  )
}

function readCondition(
  parser: Parser,
  token: Extract<Token, { kind: 'text' | 'field' }>,
  field: FieldContext,
): QueryNode | undefined {
  parser.at++
  parser.terms++
  if (parser.terms > mostTerms)
    return fail(parser, faultAt(token, 'The query has too many conditions.', [`at most ${mostTerms}`]))
  const term = readTerm(token, field, parser.options)
  if (term.status === 'invalid') {
    parser.fault ??= term
    return undefined
  }
  if (term.status === 'condition') return term.node
  const open = parser.tokens[parser.at]
  return open === undefined ? undefined : readGroup(parser, open, term.field)
}

function readGroup(parser: Parser, open: Token, field: FieldContext): QueryNode | undefined {
  if (!goDeeper(parser, open)) return undefined
  const node = readAny(parser, field)
  if (node === undefined) return undefined
  const close = parser.tokens[parser.at]
  if (close?.kind !== ')')
    return fail(
      parser,
      faultAt(close ?? { start: parser.end, end: parser.end }, 'A parenthesis is not closed.', [')']),
    )
  parser.at++
  parser.depth--
  return node
}

function goDeeper(parser: Parser, token: Token): boolean {
  parser.at++
  parser.depth++
  if (parser.depth <= mostDepth) return true
  fail(
    parser,
    faultAt(token, 'Parentheses and negations are nested too deeply.', [`at most ${mostDepth} levels`]),
  )
  return false
}

function fail(parser: Parser, fault: QueryFault): undefined {
  parser.fault ??= fault
  return undefined
}
