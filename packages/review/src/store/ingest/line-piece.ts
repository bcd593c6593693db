import { isUtf8 } from 'node:buffer'
import { type FileHandle, open } from 'node:fs/promises'
import type { EventFile } from '../../event-files.ts'
import { parseLine } from '../../parse-line.ts'
import { maxLineBytes } from '../../read-lines.ts'
import { readRawRange } from './read-raw-range.ts'

/** Whole lines of one event file, in a file that the database can read: the event file itself, or a copy of a part. */
export interface LinePiece {
  file: EventFile
  /** What the database reads: only whole lines of well-formed text, none of them blank. */
  path: string
  lines: number
  /** Number in the event file of the first line, from 1. */
  firstLine: number
  /** Numbers of all lines, where they do not follow each other. */
  lineNumbers?: readonly number[]
  /** Where reading goes on. */
  endByte: number
  /** Number of the last line that was read. */
  endLine: number
  unreadable: { line: number; message: string }[]
}

export interface PieceRequest {
  file: EventFile
  fromByte: number
  toByte: number
  /** Lines before `fromByte`. */
  linesBefore: number
  /** Where a copy is written, when one is needed. */
  copyPath: string
}

const chunkBytes = 4_194_304
const lineFeed = 0x0a
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const wrongAnywhere = /^\ufeff|[\0\u0001]/g
/** What the database's reader of lines would stumble over. */
const strangeBytes = ['\r', '\0', '\u0001', '\n\n'] as const

/** Makes a range of an event file readable for the database. A last line without its end is left for later. */
export async function takePiece(request: PieceRequest): Promise<LinePiece> {
  const { file, fromByte, toByte } = request
  if (file.format === 'array') return copyCarefully(request)
  const scan = await scanRange(request)
  if (!scan.clean || (scan.endByte < toByte && file.endUs !== undefined)) return copyCarefully(request)
  const { lines, endByte, size } = scan
  const linesBefore = request.linesBefore
  const whole = fromByte === 0 && endByte === size && file.endUs !== undefined
  if (!whole && lines > 0) await copyRange(request, endByte)
  return {
    file,
    path: whole ? file.path : request.copyPath,
    lines,
    firstLine: linesBefore + 1,
    endByte,
    endLine: linesBefore + lines,
    unreadable: [],
  }
}

interface RangeScan {
  clean: boolean
  lines: number
  /** Behind the last whole line. */
  endByte: number
  /** Of the whole file. */
  size: number
}

async function scanRange({ file, fromByte, toByte }: PieceRequest): Promise<RangeScan> {
  const handle = await open(file.path)
  try {
    const { size } = await handle.stat()
    const scan: RangeScan = { clean: true, lines: 0, endByte: fromByte, size }
    const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, Math.max(1, toByte - fromByte)))
    while (scan.clean && scan.endByte < toByte) {
      const bytes = await wholeLinesAt(handle, buffer.subarray(0, toByte - scan.endByte), scan.endByte)
      if (bytes.length === 0) break
      scan.clean = isClean(bytes, scan.endByte)
      scan.lines += countLines(bytes)
      scan.endByte += bytes.length
    }
    // A line that fills the buffer is too long, or nearly.
    if (toByte - scan.endByte >= maxLineBytes) scan.clean = false
    return scan
  } finally {
    await handle.close()
  }
}

async function wholeLinesAt(handle: FileHandle, buffer: Buffer, position: number): Promise<Buffer> {
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, position)
  const bytes = buffer.subarray(0, bytesRead)
  return bytes.subarray(0, bytes.lastIndexOf(lineFeed) + 1)
}

function isClean(bytes: Buffer, position: number): boolean {
  const startsBlank = bytes[0] === lineFeed
  const hasMark = position === 0 && bytes[0] === 0xef
  return !startsBlank && !hasMark && isUtf8(bytes) && !strangeBytes.some(strange => bytes.includes(strange))
}

function countLines(bytes: Buffer): number {
  let lines = 0
  for (let end = bytes.indexOf(lineFeed); end !== -1; end = bytes.indexOf(lineFeed, end + 1)) lines++
  return lines
}

async function copyRange({ file, fromByte, copyPath }: PieceRequest, endByte: number): Promise<void> {
  const [from, to] = [await open(file.path), await open(copyPath, 'w', 0o640)]
  try {
    const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, endByte - fromByte))
    for (let at = fromByte; at < endByte; ) {
      const { bytesRead } = await from.read(buffer, 0, Math.min(buffer.length, endByte - at), at)
      await to.write(buffer, 0, bytesRead)
      at += bytesRead
    }
  } finally {
    await from.close()
    await to.close()
  }
}

/** Line by line: names what cannot be read, and leaves it out. */
async function copyCarefully(request: PieceRequest): Promise<LinePiece> {
  const { file, linesBefore, copyPath } = request
  const lineNumbers: number[] = []
  const piece = {
    file,
    path: copyPath,
    firstLine: linesBefore + 1,
    endByte: request.fromByte,
    endLine: linesBefore,
    unreadable: [] as LinePiece['unreadable'],
  }
  const copy = await open(copyPath, 'w', 0o640)
  try {
    let texts: string[] = []
    for await (const raw of readRawRange(request)) {
      piece.endByte = raw.endByte
      piece.endLine = raw.line
      if (raw.text?.trim() === '') continue
      const taken = textOf(file, raw)
      if (taken.status === 'unreadable') piece.unreadable.push({ line: raw.line, message: taken.message })
      else {
        lineNumbers.push(raw.line)
        if (texts.push(taken.text) >= 1000) await copy.write(`${texts.splice(0).join('\n')}\n`)
      }
    }
    if (texts.length > 0) await copy.write(`${texts.join('\n')}\n`)
    texts = []
  } finally {
    await copy.close()
  }
  return { ...piece, lines: lineNumbers.length, lineNumbers }
}

type Taken = { status: 'text'; text: string } | { status: 'unreadable'; message: string }

function textOf(file: EventFile, { text, whole }: { text: string | undefined; whole: boolean }): Taken {
  // The first Weaklayer's arrays have no `received`: the end of the file, in its name, stands in.
  const receivedUs = file.format === 'array' ? file.endUs : undefined
  if (text !== undefined && whole && receivedUs === undefined && text.length < maxLineBytes / 4)
    // A carriage return is blank between values and wrong within them, as a tab is; the others are wrong anywhere.
    return { status: 'text', text: text.replaceAll('\r', '\t').replaceAll(wrongAnywhere, '\u0002') }
  const parsed = parseLine(text, receivedUs)
  if (parsed.status === 'event') return { status: 'text', text: JSON.stringify(parsed.event) }
  return { status: 'unreadable', message: whole ? parsed.message : 'is torn: the file ends within it' }
}
