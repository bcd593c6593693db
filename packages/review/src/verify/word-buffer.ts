/** Words of 32 bits, one after the other. */
export interface WordBuffer {
  words: Int32Array
  length: number
}

export function createWordBuffer(): WordBuffer {
  return { words: new Int32Array(1024), length: 0 }
}

const double = new Float64Array(1)
const halves = new Int32Array(double.buffer)

export function putWord(buffer: WordBuffer, word: number): void {
  if (buffer.length === buffer.words.length) makeRoom(buffer, 1)
  buffer.words[buffer.length++] = word
}

/** The two halves of a floating-point number; zero has one sign. */
export function putNumber(buffer: WordBuffer, value: number): void {
  double[0] = value + 0
  putWord(buffer, halves[0] as number)
  putWord(buffer, halves[1] as number)
}

/** The length, then two code units a word. */
export function putText(buffer: WordBuffer, text: string): void {
  const size = text.length
  makeRoom(buffer, size + 1)
  const { words } = buffer
  let length = buffer.length
  words[length++] = size
  let at = 0
  for (; at + 1 < size; at += 2) words[length++] = text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16)
  if (at < size) words[length++] = text.charCodeAt(at)
  buffer.length = length
}

function makeRoom(buffer: WordBuffer, more: number): void {
  if (buffer.length + more <= buffer.words.length) return
  const larger = new Int32Array(2 * buffer.words.length + more)
  larger.set(buffer.words)
  buffer.words = larger
}
