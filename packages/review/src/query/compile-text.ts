import { foldText } from './fold-text.ts'
import { compileKnownText, knownSource } from './newer-characters.ts'
import type { TextPattern, WildcardPiece } from './query.ts'
import type { QueryParameters } from './query-parameters.ts'
import { foldPieces } from './text-pattern.ts'

/** LIKE takes time by a power of their number, RE2 does not. */
const mostStarsOfLike = 2

/**
 * SQL for `textMatches` over an expression of type VARCHAR. The group around a regular expression keeps the database from
 * replacing it with comparisons: it takes `^^` for an empty text.
 */
export function compileText(
  pattern: TextPattern,
  expression: string,
  { bind, whole }: { bind: QueryParameters['bind']; whole: boolean },
): string {
  if (pattern.kind === 'regex')
    return `regexp_matches(${compileKnownText(pattern.source, expression, bind)}, ${bind(`(?i)(${knownSource(pattern.source)})`)})`
  if (pattern.kind === 'wildcard')
    return compileWildcard(foldPieces(pattern.pieces, whole), `lower(${expression})`, bind)
  const text = bind(foldText(pattern.text))
  return whole ? `lower(${expression}) = ${text}` : `contains(lower(${expression}), ${text})`
}

/** SQL for `wildcardMatches`. */
export function compileWildcard(
  pieces: readonly WildcardPiece[],
  expression: string,
  bind: QueryParameters['bind'],
): string {
  const stars = pieces.filter(piece => piece === '*').length
  return stars <= mostStarsOfLike
    ? `${expression} LIKE ${bind(pieces.map(likePiece).join(''))} ESCAPE '\\'`
    : `regexp_full_match(${expression}, ${bind(`(?s)(${pieces.map(regexPiece).join('')})`)})`
}

function likePiece(piece: WildcardPiece): string {
  if (piece === '*') return '%'
  return piece === '?' ? '_' : piece.literal.replace(/[%_\\]/g, '\\$&')
}

function regexPiece(piece: WildcardPiece): string {
  if (piece === '*') return '.*'
  return piece === '?' ? '.' : piece.literal.replace(/[!-/:-@[-`{-~]/g, '\\$&')
}
