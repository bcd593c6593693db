/**
 * Makes invisible characters of foreign text visible: control characters, and those that turn the direction of
 * text around and so let one name look like another. Line breaks stay.
 */
export function visibleText(text: string): string {
  return text.replaceAll(hidden, character => `[U+${hex(character)}]`)
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
const hidden = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200b\ufeff]/g

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
}
