/** Bytes of an event file and where they stand in it. */
export interface RedoRecord {
  /** The file, relative to the output's directory: `<group>/.<startµs>.ndjson`. */
  file: string
  /** Where the bytes begin in the file. */
  at: number
  bytes: Buffer
}

interface Head {
  file: string
  at: number
  length: number
  sum: number
}

/** Most bytes of a record without its head: writing more twice costs more than a sync. */
export const mostRecordBytes = 98_304
/** Longest head in bytes: a name, three numbers and their keys. */
export const mostHeadBytes = 512
const lineFeed = 0x0a
const fileName =
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\/\.\d{1,16}\.(w\d{1,4}\.)?(ndjson|json)$/

/** The line of JSON that stands before the bytes of a record. */
export function recordHead(file: string, at: number, buffers: readonly Buffer[]): string {
  let length = 0
  for (const buffer of buffers) length += buffer.length
  return `${JSON.stringify({ file, at, length, sum: sumOf(file, at, buffers) } satisfies Head)}\n`
}

/** A loss of power tears whole sectors of 512 bytes, so two bytes of each tell whether it was written: JSON has no byte 0. */
const sampleEvery = 256

/** FNV-1a over where the bytes belong, every 256th of them and the last one. */
function sumOf(file: string, at: number, buffers: readonly Buffer[]): number {
  let sum = 0x811c9dc5
  const place = `${file} ${at}`
  for (let index = 0; index < place.length; index++) sum = addByte(sum, place.charCodeAt(index))
  let next = 0
  for (const buffer of buffers) {
    for (; next < buffer.length; next += sampleEvery) sum = addByte(sum, buffer[next] as number)
    next -= buffer.length
  }
  return addByte(sum, buffers.at(-1)?.at(-1) ?? 0) >>> 0
}

function addByte(sum: number, byte: number): number {
  return Math.imul(sum ^ byte, 0x01000193)
}

/** What stands at the beginning of some bytes of a redo log: a whole record, the beginning of one, or what was never written to its end. */
export type RecordRead =
  | { status: 'whole'; record: RedoRecord; length: number }
  | { status: 'more' }
  | { status: 'torn' }

export function readRecord(bytes: Buffer): RecordRead {
  const end = bytes.subarray(0, mostHeadBytes).indexOf(lineFeed)
  if (end < 0) return { status: bytes.length < mostHeadBytes ? 'more' : 'torn' }
  const head = headOf(bytes.toString('utf8', 0, end))
  if (head === undefined) return { status: 'torn' }
  const length = end + 1 + head.length
  if (bytes.length < length) return { status: 'more' }
  const { file, at } = head
  const content = bytes.subarray(end + 1, length)
  if (sumOf(file, at, [content]) !== head.sum) return { status: 'torn' }
  return { status: 'whole', record: { file, at, bytes: content }, length }
}

function headOf(text: string): Head | undefined {
  try {
    const head = JSON.parse(text) as Partial<Head> | null
    const isHead =
      typeof head?.file === 'string' &&
      fileName.test(head.file) &&
      isWhole(head.at) &&
      isWhole(head.length, mostRecordBytes)
    return isHead ? (head as Head) : undefined
  } catch {
    return undefined
  }
}

function isWhole(value: unknown, most = Number.MAX_SAFE_INTEGER): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= most
}
