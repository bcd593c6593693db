/**
 * Text in which capitals do not matter, exactly as the database's `lower` makes it: every character by itself, without
 * the special rules of single languages. Texts that people take for equal come out equal.
 */
export function foldText(text: string): string {
  if (ascii.test(text)) return text.toLowerCase()
  let folded = ''
  for (const character of text) folded += foldCharacter(character)
  return folded
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
const ascii = /^[\x00-\x7f]*$/

/** Letters that got a small form after Unicode 15, which the database follows. */
const newerLetters =
  /[\u{1c89}\u{a7cb}\u{a7cc}\u{a7ce}\u{a7d2}\u{a7d4}\u{a7da}\u{a7dc}\u{10d50}-\u{10d65}\u{16ea0}-\u{16eb8}]/u

function foldCharacter(character: string): string {
  if (newerLetters.test(character)) return character
  const small = character.toLowerCase()
  return String.fromCodePoint(small.codePointAt(0) ?? 0)
}
