/** Bytes of a file, both ends included. */
export interface ByteRange {
  first: number
  last: number
}

/**
 * Reads a Range header; undefined stands for the whole file. What a file cannot satisfy, and several ranges at once, count as
 * absent, as a server is free to do: https://www.rfc-editor.org/rfc/rfc9110#section-14.2
 */
export function readByteRange(header: string | undefined, size: number): ByteRange | undefined {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? []
  const range = from === '' ? lastBytes(to, size) : { first: Number(from), last: endOf(to, size) }
  return range !== undefined && range.first <= range.last && range.first < size ? range : undefined
}

function lastBytes(count: string, size: number): ByteRange | undefined {
  if (count === '' || Number(count) === 0) return undefined
  return { first: Math.max(0, size - Number(count)), last: size - 1 }
}

function endOf(to: string, size: number): number {
  return to === '' ? size - 1 : Math.min(Number(to), size - 1)
}
