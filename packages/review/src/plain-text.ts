/**
 * What could move the cursor, start a line, turn the writing direction or hide: control, format, line and paragraph
 * separator, unpaired surrogate, private and unassigned characters; and the backslash that names them here.
 */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}\\]/gu
/** Combining marks beyond three grow over the neighbouring lines. */
const stackedMarks = /(\p{M}{3})\p{M}+/gu
/** Spaces other than the plain one look like it, or like nothing. */
const otherSpaces = /(?! )\p{Zs}/gu

/** Text from a page as harmless text: what is not visible by itself is written as `\u{…}`, and long text is cut. */
export function plainText(value: unknown, mostCharacters = 200): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  const characters = [...text.slice(0, mostCharacters * 2)]
  const cut = characters.slice(0, mostCharacters).join('')
  const safe = cut.replace(stackedMarks, '$1').replace(unsafe, escaped).replace(otherSpaces, escaped)
  return cut.length < text.length ? `${safe}…` : safe
}

/** Plain text that is one word on the line: in quotes unless it has neither spaces nor quotes. */
export function plainWord(value: unknown, mostCharacters = 200): string {
  const text = plainText(value, mostCharacters)
  return text === '' || /[\s"]/.test(text) ? `"${text.replaceAll('"', '\\"')}"` : text
}

/** The same JSON value in ASCII only, so that a terminal shows it and does not obey it. */
export function plainJson(value: unknown): string {
  const json = JSON.stringify(value)
  return json.replace(/[\u007f-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function escaped(character: string): string {
  if (character === '\\') return '\\\\'
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}
