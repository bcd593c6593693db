import type { IncomingMessage } from 'node:http'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { errorCodes, type TokenClaims } from '@weaklayer/wire'
import { createHold, type Hold } from '../body/in-flight.ts'
import { readBody } from '../body/read-body.ts'
import { nowUs } from '../clock.ts'
import { authorize } from '../identity/authorize.ts'
import type { GatewayParts } from '../server/gateway-parts.ts'
import { paced, refused } from './refuse.ts'
import { bodyKind } from './request-body.ts'
import { countBytes, countRequest } from './sensor-rates.ts'
import { type BatchBody, type StoredBatch, storeBatch } from './store-batch.ts'

export type UploadOutcome = StoredBatch | { status: 'aborted' }

/** POST /events: takes a batch; `stored` once every event of it is durable. */
export async function takeUpload(request: IncomingMessage, parts: GatewayParts): Promise<UploadOutcome> {
  const holds = { bytes: createHold(parts.inFlight.bytes), batches: createHold(parts.inFlight.batches) }
  try {
    return paced(await takeBatch(request, parts, holds), parts.load)
  } finally {
    holds.bytes.release()
    holds.batches.release()
  }
}

interface Holds {
  bytes: Hold
  batches: Hold
}

async function takeBatch(
  request: IncomingMessage,
  parts: GatewayParts,
  holds: Holds,
): Promise<UploadOutcome> {
  const kind = bodyKind(request)
  if (kind.status === 'refused') return kind
  const nowMs = parts.clock.nowMs()
  const { proof } = parts.config.sensor.token
  const { identity, verifySignature } = parts
  const { checkToken } = identity
  const sender = await authorize(request, { checkToken, nowMs, proof, verifySignature })
  if (sender.status === 'refused') return sender
  const sentBytes = Number(request.headers['content-length'] ?? 0)
  parts.load.uploads(sender.claims.sensor)
  const limited = countRequest(parts.rates, sender.claims.sensor, sentBytes)
  if (limited !== undefined) return limited
  if (!holds.batches.take(1)) return refused('OVERLOADED', 'too many batches are in flight')
  const body = await readBatch(request, kind.encoding, { parts, hold: holds.bytes })
  return 'bytes' in body ? await takeCounted(body, sender.claims, parts) : body
}

async function readBatch(
  request: IncomingMessage,
  encoding: 'gzip' | 'identity',
  { parts, hold }: { parts: GatewayParts; hold: Hold },
): Promise<BatchBody | UploadOutcome> {
  const body = await readBody(request, { encoding, limits: parts.config.limits, hold })
  return body.status === 'ok' ? { bytes: body.bytes, hold } : refusedBody(body)
}

/** Bytes that could not be stored are sent again, so they count once they are. */
async function takeCounted(
  body: BatchBody,
  { sensor, group }: TokenClaims,
  parts: GatewayParts,
): Promise<UploadOutcome> {
  const { length } = body.bytes
  const limited = countBytes(parts.rates, sensor, length)
  if (limited !== undefined) return limited
  // Inflating megabytes took its time: others get a turn before they are parsed.
  if (length > 262_144) await nextTurn()
  const outcome = await storeBatch(body, { sensor, group, receivedUs: nowUs(parts.clock) }, parts)
  if (outcome.status === 'refused' && errorCodes[outcome.code].status >= 500) {
    parts.rates.sensorBytes.give(sensor, length)
  }
  return outcome
}

type BadBody =
  | { status: 'too_large' | 'unreadable'; message: string }
  | { status: 'overloaded' }
  | { status: 'aborted' }

function refusedBody(body: BadBody): UploadOutcome {
  switch (body.status) {
    case 'too_large':
      return refused('BODY_TOO_LARGE', body.message)
    case 'unreadable':
      return refused('BATCH_UNREADABLE', body.message)
    case 'overloaded':
      return refused('OVERLOADED', 'too many bytes are in flight')
    case 'aborted':
      return body
  }
}
