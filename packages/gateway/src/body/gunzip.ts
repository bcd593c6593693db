import { promisify } from 'node:util'
import { crc32, inflateRaw, inflateRawSync, type ZlibOptions } from 'node:zlib'
import { systemCode } from '../start-error.ts'
import { slackBytes } from './readable-text.ts'

export type GunzipOutcome =
  | { status: 'ok'; bytes: Buffer }
  | { status: 'too_large' }
  | { status: 'unreadable'; message: string }

const trailerBytes = 8

/**
 * Inflates one gzip member (RFC 1952) and stops as soon as it gets larger than `mostBytes`, or than it says itself. Several members,
 * bytes after the end, a truncated stream and a wrong checksum are refused: Node's own gunzip lets some of them pass.
 */
export function gunzip(body: Buffer, mostBytes: number): GunzipOutcome {
  const deflated = deflatedPart(body)
  if (deflated === undefined) return unreadable('the body is not gzip')
  try {
    return judge(body, deflated, inflateNow(deflated, optionsFor(body, mostBytes)))
  } catch (error) {
    return faultOf(error, promisedBytes(body) < mostBytes)
  }
}

/** The same in another thread: megabytes would keep others waiting for milliseconds. */
export async function gunzipAside(body: Buffer, mostBytes: number): Promise<GunzipOutcome> {
  const deflated = deflatedPart(body)
  if (deflated === undefined) return unreadable('the body is not gzip')
  try {
    return judge(body, deflated, await inflateAside(deflated, optionsFor(body, mostBytes)))
  } catch (error) {
    return faultOf(error, promisedBytes(body) < mostBytes)
  }
}

function judge(body: Buffer, deflated: Buffer, { buffer: bytes, engine }: Inflated): GunzipOutcome {
  const trailer = body.subarray(body.length - deflated.length + engine.bytesWritten)
  if (trailer.length < trailerBytes) return unreadable('the gzip stream is truncated')
  if (trailer.length > trailerBytes) return unreadable('bytes follow the end of the gzip stream')
  const matches =
    trailer.readUInt32LE(0) === crc32(bytes) && trailer.readUInt32LE(4) === bytes.length % 2 ** 32
  return matches ? { status: 'ok', bytes } : unreadable('the checksum of the gzip stream is wrong')
}

function faultOf(error: unknown, isLie: boolean): GunzipOutcome {
  const code = systemCode(error)
  if (code === 'ERR_BUFFER_TOO_LARGE')
    return isLie ? unreadable('the gzip stream is longer than it says') : { status: 'too_large' }
  return unreadable(code === 'Z_BUF_ERROR' ? 'the gzip stream is truncated' : 'the gzip stream is damaged')
}

function unreadable(message: string): { status: 'unreadable'; message: string } {
  return { status: 'unreadable', message }
}

/** With the option `info` the engine comes back too, which knows how many bytes it took. */
interface Inflated {
  buffer: Buffer
  engine: { bytesWritten: number }
}

type Inflate<Result> = (deflated: Buffer, options: ZlibOptions & { info: true }) => Result

const inflateNow = inflateRawSync as unknown as Inflate<Inflated>
const inflateAside = promisify(inflateRaw) as unknown as Inflate<Promise<Inflated>>

const leastChunk = 1024
const mostChunk = 262_144

/** One piece of memory is enough, if the trailer is true; what reads the text has slack behind it then. */
function chunkSizeFor(body: Buffer): number {
  return Math.min(mostChunk, Math.max(leastChunk, promisedBytes(body) + slackBytes))
}

/** The length after inflating, as the trailer tells it. */
export function promisedBytes(body: Buffer): number {
  return body.length < trailerBytes ? 0 : body.readUInt32LE(body.length - 4)
}

function optionsFor(body: Buffer, mostBytes: number) {
  const maxOutputLength = Math.max(1, Math.min(mostBytes, promisedBytes(body)))
  return { maxOutputLength, chunkSize: chunkSizeFor(body), info: true } as const
}

const flag = { headerChecksum: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 }

/** From where the deflate stream starts; undefined when this is no gzip header. */
function deflatedPart(body: Buffer): Buffer | undefined {
  const start = headerEnd(body)
  return start === undefined ? undefined : body.subarray(start)
}

function headerEnd(body: Buffer): number | undefined {
  if (body.length < 10 || body.readUIntBE(0, 3) !== 0x1f8b08) return undefined
  const flags = body[3] ?? 0
  if (flags & flag.reserved) return undefined
  let end = 10
  if (flags & flag.extra) end += 2 + (body.length >= 12 ? body.readUInt16LE(10) : body.length)
  if (flags & flag.name) end = afterZero(body, end)
  if (flags & flag.comment) end = afterZero(body, end)
  if (flags & flag.headerChecksum) end += 2
  return end < body.length ? end : undefined
}

function afterZero(body: Buffer, from: number): number {
  const zero = body.indexOf(0, from)
  return zero < 0 ? body.length : zero + 1
}
