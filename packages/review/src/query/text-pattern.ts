import { foldText } from './fold-text.ts'
import type { TextPattern, WildcardPiece } from './query.ts'
import { regexFinds } from './regex.ts'

/**
 * Whether a text meets a pattern: anywhere in it, or as a whole. A regular expression finds anything that it does not
 * tie to the ends itself.
 */
export function textMatches(pattern: TextPattern, text: string, whole: boolean): boolean {
  if (pattern.kind === 'regex') return regexFinds(pattern.source, text)
  const folded = foldText(text)
  if (pattern.kind === 'wildcard') return wildcardMatches(foldPieces(pattern.pieces, whole), folded)
  const wanted = foldText(pattern.text)
  return whole ? folded === wanted : folded.includes(wanted)
}

/** Pieces with their literals folded; open at both ends unless the whole text is meant. */
export function foldPieces(pieces: readonly WildcardPiece[], whole: boolean): WildcardPiece[] {
  const folded = pieces.map(piece =>
    typeof piece === 'string' ? piece : { literal: foldText(piece.literal) },
  )
  return whole ? folded : ['*', ...folded, '*']
}

/** Whether a whole text meets wildcards, in time that is at worst the product of both lengths. */
export function wildcardMatches(pieces: readonly WildcardPiece[], text: string): boolean {
  const wanted = pieces.flatMap(stepsOf)
  const characters = [...text]
  let step = 0
  let at = 0
  let afterStar: { step: number; at: number } | undefined
  while (at < characters.length) {
    const next = wanted[step]
    if (next === anyText) {
      step++
      afterStar = { step, at }
    } else if (next === oneCharacter || (next !== undefined && next === characters[at])) {
      step++
      at++
    } else if (afterStar !== undefined) {
      afterStar = { step: afterStar.step, at: afterStar.at + 1 }
      step = afterStar.step
      at = afterStar.at
    } else return false
  }
  return wanted.slice(step).every(left => left === anyText)
}

const anyText = Symbol('*')
const oneCharacter = Symbol('?')

function stepsOf(piece: WildcardPiece): (string | symbol)[] {
  if (piece === '*') return [anyText]
  return piece === '?' ? [oneCharacter] : [...piece.literal]
}
