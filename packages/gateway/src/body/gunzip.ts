import { crc32, inflateRawSync, type ZlibOptions } from 'node:zlib'
import { systemCode } from '../start-error.ts'

export type GunzipOutcome =
  | { status: 'ok'; bytes: Buffer }
  | { status: 'too_large' }
  | { status: 'unreadable'; message: string }

const trailerBytes = 8

/**
 * Inflates one gzip member (RFC 1952) and stops as soon as it gets larger than `mostBytes`. Several members, bytes
 * after the end, a truncated stream and a wrong checksum are refused: Node's own gunzip lets some of them pass.
 */
export function gunzip(body: Buffer, mostBytes: number): GunzipOutcome {
  const start = headerEnd(body)
  if (start === undefined) return unreadable('the body is not gzip')
  const inflated = inflate(body.subarray(start), { mostBytes, chunkSize: chunkSizeFor(body) })
  if (inflated.status !== 'ok') return inflated
  const trailer = body.subarray(start + inflated.consumedBytes)
  if (trailer.length < trailerBytes) return unreadable('the gzip stream is truncated')
  if (trailer.length > trailerBytes) return unreadable('bytes follow the end of the gzip stream')
  const { bytes } = inflated
  const matches =
    trailer.readUInt32LE(0) === crc32(bytes) && trailer.readUInt32LE(4) === bytes.length % 2 ** 32
  return matches ? { status: 'ok', bytes } : unreadable('the checksum of the gzip stream is wrong')
}

function unreadable(message: string): { status: 'unreadable'; message: string } {
  return { status: 'unreadable', message }
}

/** The `info` option gives the engine back, which knows how many bytes it took. */
type InflateWithInfo = (
  body: Buffer,
  options: ZlibOptions & { info: true },
) => { buffer: Buffer; engine: { bytesWritten: number } }

const leastChunk = 1024
const mostChunk = 262_144

/** One piece of memory is enough, if the trailer is true. */
function chunkSizeFor(body: Buffer): number {
  return Math.min(mostChunk, Math.max(leastChunk, promisedBytes(body) + 1))
}

/** The length after inflating, as the trailer tells it. */
export function promisedBytes(body: Buffer): number {
  return body.length < trailerBytes ? 0 : body.readUInt32LE(body.length - 4)
}

function inflate(body: Buffer, { mostBytes, chunkSize }: { mostBytes: number; chunkSize: number }) {
  try {
    const options = { maxOutputLength: mostBytes, chunkSize, info: true } as const
    const { buffer, engine } = (inflateRawSync as unknown as InflateWithInfo)(body, options)
    return { status: 'ok', bytes: buffer, consumedBytes: engine.bytesWritten } as const
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ERR_BUFFER_TOO_LARGE') return { status: 'too_large' } as const
    return unreadable(code === 'Z_BUF_ERROR' ? 'the gzip stream is truncated' : 'the gzip stream is damaged')
  }
}

const flag = { headerChecksum: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 }

/** Where the deflate stream starts; undefined when this is no gzip header. */
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
