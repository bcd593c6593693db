import { plainText } from '../plain-text.ts'
import type { QueryFault } from './query.ts'

/** What fits beside the fault on one line of a terminal. */
const mostBefore = 50
const mostAfter = 25

/**
 * A fault as three lines for a terminal: the query, carets below what is wrong, and what was expected. Nothing in the
 * query can move the cursor; of a long one only the part around the fault is shown.
 */
export function formatQueryFault(text: string, { message, at, expected }: QueryFault): string {
  const end = Math.min(Math.max(at.end, at.start + 1), at.start + mostAfter)
  const before = text.slice(0, at.start)
  const shownBefore = before.length > mostBefore ? `…${before.slice(-mostBefore)}` : before
  const after = text.slice(end)
  const shownAfter = after.length > mostAfter ? `${after.slice(0, mostAfter)}…` : after
  const [left, wrong, right] = [shownBefore, text.slice(at.start, end), shownAfter].map(oneLine)
  const carets = '^'.repeat(Math.max(1, columnsOf(wrong ?? '')))
  return [
    `  ${left}${wrong}${right}`,
    `  ${' '.repeat(columnsOf(left ?? ''))}${carets}`,
    `${plainText(message, 300)} Expected: ${expected.map(one => plainText(one, 200).replaceAll('\\\\', '\\')).join('; ')}.`,
  ].join('\n')
}

/** The text on one line; what cannot be shown has the place of one character, so that carets stay below theirs. */
function oneLine(text: string): string {
  return text.replace(/\s/g, ' ').replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/gu, '\u00b7')
}

const wide =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u{ff01}-\u{ff60}]/u

/** How many columns a terminal gives to a text. */
function columnsOf(text: string): number {
  let columns = 0
  for (const character of text) columns += /\p{M}/u.test(character) ? 0 : wide.test(character) ? 2 : 1
  return columns
}
