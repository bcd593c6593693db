import { isUnlikeWords } from './word-likeness.ts'

/** What stands in an address for something that must not leave the browser. */
export type Placeholder = '{jwt}' | '{token}' | '{uuid}' | '{email}' | '{number}' | '{text}' | '{value}'

/** Longest piece without a separator that still passes as a word; German compounds pay for it. */
const longestWord = 20
/** Longest segment that is looked at closely. */
const longestSegment = 120

/** What a part of an address looks like; undefined for plain words. Escapes are undone first, however often. */
export function secretIn(part: string): Placeholder | undefined {
  const text = unescaped(part)
  if (text === undefined) return '{value}'
  return knownShape(text) ?? (looksRandom(text) ? '{token}' : longDigits(text))
}

function longDigits(text: string): Placeholder | undefined {
  return /\d{6,}/.test(text) ? '{number}' : undefined
}

/** Rounds of percent-decoding after which an address is hiding something. */
const maxRounds = 4

function unescaped(part: string): string | undefined {
  let text = part
  for (let round = 0; round < maxRounds; round++) {
    if (!text.includes('%')) return text
    try {
      text = decodeURIComponent(text)
    } catch {
      return undefined
    }
  }
  return undefined
}

const uuidShape = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i

function knownShape(text: string): Placeholder | undefined {
  if (/eyJ[\w-]{8,}/.test(text)) return '{jwt}'
  if (/[^\s@]@[^\s@]/.test(text)) return '{email}'
  if (/[/\\?#&=:%<>"'`\p{Cc}]/u.test(text)) return '{value}'
  if (uuidShape.test(text)) return '{uuid}'
  if (/^[+(]?\d[\d\s().+,-]*$/.test(text) && digitsIn(text) >= 6) return '{number}'
  if (/\s|\+/.test(text)) return '{text}'
  if (text.length > longestSegment) return '{token}'
  return undefined
}

function digitsIn(text: string): number {
  return text.replaceAll(/\D/g, '').length
}

/** Long hex, one very long piece, or letters, digits and cases mixed as no word mixes them. */
function looksRandom(text: string): boolean {
  const pieces = text.split(/[-_.~,;!*()[\]{}|$]+/).filter(piece => piece !== '')
  return pieces.some(randomPiece) || isUnlikeWords(pieces)
}

function randomPiece(piece: string): boolean {
  if (piece.length >= 12 && /^[0-9a-f]+$/i.test(piece)) return true
  if (piece.length > longestWord && !isCamelCase(piece)) return true
  return isUnlikeWords([piece])
}

function isCamelCase(piece: string): boolean {
  return /^(\p{Lu}?\p{Ll}{2,19})+$/u.test(piece) && /\p{Lu}/u.test(piece.slice(1))
}
