/** Bytes that are compared four at a time. */
export interface Literal {
  length: number
  words: Int32Array
  /** Which bits behind the last word count, and what they are. */
  mask: number
  rest: number
}

const wordBytes = 4

export function literalOf(text: string): Literal {
  const { length } = Buffer.from(text)
  const bytes = Buffer.from(text + '\0'.repeat(wordBytes))
  const words = new Int32Array(Math.floor(length / wordBytes))
  for (let index = 0; index < words.length; index++) words[index] = bytes.readInt32LE(index * wordBytes)
  const mask = 2 ** (8 * (length % wordBytes)) - 1
  return { length, words, mask, rest: bytes.readInt32LE(words.length * wordBytes) }
}

/** Where a literal that begins here ends; -1 where another text stands. Behind it has to be a word. */
export function afterLiteral(text: DataView, from: number, { length, words, mask, rest }: Literal): number {
  let at = from
  for (let index = 0; index < words.length; index++, at += wordBytes)
    if (text.getInt32(at, true) !== words[index]) return -1
  return (text.getInt32(at, true) & mask) === rest ? from + length : -1
}
