import { gunzip, promisedBytes } from './gunzip.ts'
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

/** Inflates a body within limits. */
export function unpackBody(
  sent: Buffer,
  { encoding, limits, hold }: UnpackOptions,
): { status: 'ok'; bytes: Buffer } | BodyFault {
  if (encoding === 'identity') return { status: 'ok', bytes: sent }
  const mostBytes = Math.min(limits.inflatedBytes, limits.inflateRatio * sent.length)
  const inflated = gunzip(sent, mostBytes)
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
