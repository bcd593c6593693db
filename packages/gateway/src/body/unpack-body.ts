import { type GunzipOutcome, gunzip, gunzipAside, promisedBytes } from './gunzip.ts'
import type { Hold } from './in-flight.ts'

export interface BodyLimits {
  bodyBytes: number
  inflatedBytes: number
  inflateRatio: number
}

export type Encoding = 'gzip' | 'identity'

export type BodyFault =
  | { status: 'too_large'; message: string }
  | { status: 'unreadable'; message: string }
  | { status: 'overloaded' }

export interface UnpackOptions {
  encoding: Encoding
  limits: BodyLimits
  hold: Hold
}

type UnpackedBody = { status: 'ok'; bytes: Buffer } | BodyFault

/** Inflates a body within limits. */
export function unpackBody(sent: Buffer, options: UnpackOptions): UnpackedBody {
  if (options.encoding === 'identity') return { status: 'ok', bytes: sent }
  return judge(gunzip(sent, mostBytesOf(sent, options)), options)
}

/** The same in another thread. */
export async function unpackAside(sent: Buffer, options: UnpackOptions): Promise<UnpackedBody> {
  if (options.encoding === 'identity') return { status: 'ok', bytes: sent }
  return judge(await gunzipAside(sent, mostBytesOf(sent, options)), options)
}

function mostBytesOf(sent: Buffer, { limits }: UnpackOptions): number {
  return Math.min(limits.inflatedBytes, limits.inflateRatio * sent.length)
}

function judge(inflated: GunzipOutcome, { limits, hold }: UnpackOptions): UnpackedBody {
  if (inflated.status === 'too_large') {
    return tooLarge(
      `the body inflates to more than ${limits.inflatedBytes} bytes or ${limits.inflateRatio} times its size`,
    )
  }
  if (inflated.status === 'ok' && !hold.resize(inflated.bytes.length)) return { status: 'overloaded' }
  return inflated
}

/** How long a body will be once it is unpacked, as it says itself: one that lies is refused when it is. */
export function toldBytes(sent: Buffer, encoding: Encoding): number {
  return encoding === 'gzip' ? promisedBytes(sent) : sent.length
}

export function tooLarge(message: string): BodyFault {
  return { status: 'too_large', message }
}
