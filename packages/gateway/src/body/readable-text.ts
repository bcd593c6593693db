/** So many bytes behind a text can be read, whatever they are: who reads words need not ask before each whether it is there. */
export const slackBytes = 32

/** A view of a part of some bytes with slack behind it; a copy where the memory ends earlier. */
export function readableText(bytes: Buffer, from: number, to: number): DataView {
  const start = bytes.byteOffset + from
  const length = to - from + slackBytes
  if (start + length <= bytes.buffer.byteLength) return new DataView(bytes.buffer, start, length)
  const copy = new Uint8Array(length)
  copy.set(bytes.subarray(from, to))
  return new DataView(copy.buffer)
}
