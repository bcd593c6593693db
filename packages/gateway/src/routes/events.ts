import type { IncomingMessage } from 'node:http'
import { createHold, type Hold } from '../body/in-flight.ts'
import { receiveBody } from '../body/read-body.ts'
import { nowUs } from '../clock.ts'
import { authorize } from '../identity/authorize.ts'
import type { GatewayParts } from '../server/gateway-parts.ts'
import { paced, refused } from './refuse.ts'
import { bodyKind } from './request-body.ts'
import { countRequest } from './sensor-rates.ts'
import { refusedBody } from './sort-body.ts'
import { type StoredBatch, storeBatch } from './store-batch.ts'

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
  const { encoding } = kind
  const hold = holds.bytes
  const received = await receiveBody(request, { encoding, limits: parts.config.limits, hold })
  if (received.status === 'aborted') return received
  if (received.status !== 'ok') return refusedBody(received)
  const { sensor, group } = sender.claims
  const origin = { sensor, group, receivedUs: nowUs(parts.clock) }
  return await storeBatch({ sent: received.bytes, encoding, hold, countedBytes: 0 }, origin, parts)
}
