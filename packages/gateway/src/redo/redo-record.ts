import { isWhole, parseHead } from './redo-head.ts'

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
}

/** Most bytes of a record without its head: writing more twice costs more than a sync. */
export const mostRecordBytes = 98_304
/** Longest head in bytes: a name, two numbers and their keys. */
export const mostHeadBytes = 512
const lineFeed = 0x0a
const fileName =
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\/\.\d{1,16}\.(w\d{1,4}\.)?(ndjson|json)$/

/** The line of JSON that stands before the bytes of a record. */
export function recordHead(file: string, at: number, length: number): string {
  return `${JSON.stringify({ file, at, length } satisfies Head)}\n`
}

/** The records of a round; none from the first on that is no record. */
export function* readRecords(bytes: Buffer): Generator<RedoRecord> {
  let rest = bytes
  for (;;) {
    const end = rest.subarray(0, mostHeadBytes).indexOf(lineFeed)
    const head = end < 0 ? undefined : parseHead<Head>(rest.toString('utf8', 0, end), isRecordHead)
    if (head === undefined) return
    const from = end + 1
    const to = from + head.length
    if (to > rest.length) return
    yield { file: head.file, at: head.at, bytes: rest.subarray(from, to) }
    rest = rest.subarray(to)
  }
}

function isRecordHead({ file, at, length }: Partial<Head>): boolean {
  return typeof file === 'string' && fileName.test(file) && isWhole(at) && isWhole(length, mostRecordBytes)
}
