import type { IncomingMessage } from 'node:http'
import type { Hold } from './in-flight.ts'
import { type BodyFault, type BodyLimits, type Encoding, tooLarge, unpackBody } from './unpack-body.ts'

export type BodyOutcome = { status: 'ok'; bytes: Buffer } | BodyFault | { status: 'aborted' }

export interface BodyOptions {
  encoding: Encoding
  limits: BodyLimits
  hold: Hold
}

/** Reads a body and inflates it; no limit is exceeded by more than one chunk on the way. */
export async function readBody(request: IncomingMessage, options: BodyOptions): Promise<BodyOutcome> {
  const received = await receiveBody(request, options)
  return received.status === 'ok' ? unpackBody(received.bytes, options) : received
}

/** Takes in a body as it was sent. What is left of one that is refused stays in the request. */
export function receiveBody(
  request: IncomingMessage,
  { encoding, limits, hold }: BodyOptions,
): Promise<BodyOutcome> {
  const most = encoding === 'gzip' ? limits.bodyBytes : Math.min(limits.bodyBytes, limits.inflatedBytes)
  const { promise, resolve } = Promise.withResolvers<BodyOutcome>()
  if (Number(request.headers['content-length'] ?? 0) > most) {
    resolve(tooLarge(`the body has more than ${most} bytes`))
    return promise
  }
  const chunks: Buffer[] = []
  let bytes = 0
  const stop = (outcome: BodyOutcome) => {
    request.off('data', add).off('end', end).off('close', abort).off('error', abort).pause()
    resolve(outcome)
  }
  const add = (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > most) return stop(tooLarge(`the body has more than ${most} bytes`))
    if (!hold.take(chunk.length)) return stop({ status: 'overloaded' })
    chunks.push(chunk)
  }
  let hasEnded = false
  // Nothing comes any more, so nobody needs to stop listening.
  const end = () => {
    hasEnded = true
    resolve({ status: 'ok', bytes: chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks) })
  }
  // The sender went away or ran into a timeout, which the server answers itself; or all of it is done.
  const abort = () => {
    if (!hasEnded) stop({ status: 'aborted' })
  }
  request.on('data', add).on('end', end).on('close', abort).on('error', abort)
  if (request.destroyed) abort()
  return promise
}

/**
 * Reads on and throws away at most so many bytes: a sender that is cut off in the middle of its body sees a network
 * error and not the answer. True when the body ended.
 */
export async function discardBody(request: IncomingMessage, mostBytes: number): Promise<boolean> {
  if (request.readableEnded) return true
  const { promise, resolve } = Promise.withResolvers<boolean>()
  let bytes = 0
  const count = (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > mostBytes) stop(false)
  }
  const end = () => stop(true)
  const close = () => stop(false)
  const stop = (ended: boolean) => {
    request.off('data', count).off('end', end).off('close', close).off('error', close).pause()
    resolve(ended)
  }
  request.on('data', count).on('end', end).on('close', close).on('error', close).resume()
  if (request.destroyed) stop(false)
  return await promise
}
