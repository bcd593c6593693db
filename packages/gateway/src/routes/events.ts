import { setImmediate as nextTurn } from 'node:timers/promises'
import { errorCodes, type GatewayLimits, type TokenClaims } from '@weaklayer/wire'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { createHold, type Hold } from '../body/in-flight.ts'
import { parseArray } from '../body/parse-array.ts'
import { readBody } from '../body/read-body.ts'
import type { ArrayLimits } from '../body/split-array.ts'
import { nowUs } from '../clock.ts'
import { authorize } from '../identity/authorize.ts'
import type { GatewayParts } from '../server/gateway-parts.ts'
import { paced, refuse, refused } from './refuse.ts'
import { bodyKind } from './request-body.ts'
import { countBytes, countRequest } from './sensor-rates.ts'
import { type StoredBatch, storeBatch } from './store-batch.ts'

type Outcome = StoredBatch | { status: 'aborted' }

/** POST /events: takes a batch and answers 200 once every event of it is durable. */
export function registerEvents(app: FastifyInstance, parts: GatewayParts): void {
  app.post('/events', async (request, reply) => {
    const hold = createHold(parts.inFlight)
    try {
      return await answer(request, reply, paced(await takeBatch(request, parts, hold), parts.load))
    } finally {
      hold.release()
    }
  })
}

async function answer(request: FastifyRequest, reply: FastifyReply, outcome: Outcome) {
  if (outcome.status === 'stored') return outcome.answer
  return outcome.status === 'aborted' ? reply.hijack() : await refuse(request, reply, outcome)
}

async function takeBatch(request: FastifyRequest, parts: GatewayParts, hold: Hold): Promise<Outcome> {
  const kind = bodyKind(request)
  if (kind.status === 'refused') return kind
  const nowMs = parts.clock.nowMs()
  const { proof } = parts.config.sensor.token
  const sender = await authorize(request, { checkToken: parts.checkToken, nowMs, proof })
  if (sender.status === 'refused') return sender
  const sentBytes = Number(request.headers['content-length'] ?? 0)
  parts.load.uploads(sender.claims.sensor)
  const limited = countRequest(parts.rates, sender.claims.sensor, sentBytes)
  if (limited !== undefined) return limited
  const body = await readBody(request.raw, { encoding: kind.encoding, limits: parts.config.limits, hold })
  if (body.status !== 'ok') return refusedBody(body)
  return await takeCounted(body.bytes, sender.claims, parts)
}

/** Bytes that could not be stored are sent again, so they count once they are. */
async function takeCounted(bytes: Buffer, claims: TokenClaims, parts: GatewayParts): Promise<Outcome> {
  const limited = countBytes(parts.rates, claims.sensor, bytes.length)
  if (limited !== undefined) return limited
  const outcome = await takeBody(bytes, claims, parts)
  if (outcome.status === 'refused' && errorCodes[outcome.code].status >= 500) {
    parts.rates.sensorBytes.give(claims.sensor, bytes.length)
  }
  return outcome
}

async function takeBody(
  bytes: Buffer,
  { sensor, group }: { sensor: string; group: string },
  parts: GatewayParts,
): Promise<Outcome> {
  // Inflating megabytes took its time: others get a turn before they are parsed.
  if (bytes.length > 262_144) await nextTurn()
  const parsed = await parseArray(bytes, arrayLimits(parts.config.limits), () => nextTurn())
  if (parsed.status !== 'ok') return refusedBody(parsed)
  return await storeBatch(parsed.values, { sensor, group, receivedUs: nowUs(parts.clock) }, parts)
}

/** The text of an event may be longer than the event: spaces, and characters that are written as `\\u00e9`. */
const textFactor = 4

function arrayLimits(limits: GatewayLimits): ArrayLimits {
  return {
    values: limits.jsonValues,
    depth: limits.jsonDepth,
    elements: limits.batchEvents,
    elementBytes: limits.eventBytes * textFactor,
  }
}

type BadBody =
  | { status: 'too_large' | 'too_many' | 'unreadable'; message: string }
  | { status: 'overloaded' }
  | { status: 'aborted' }

function refusedBody(body: BadBody): Outcome {
  switch (body.status) {
    case 'too_large':
      return refused('BODY_TOO_LARGE', body.message)
    case 'too_many':
      return refused('BATCH_TOO_LARGE', body.message)
    case 'unreadable':
      return refused('BATCH_UNREADABLE', body.message)
    case 'overloaded':
      return refused('OVERLOADED', 'too many bytes are in flight')
    case 'aborted':
      return body
  }
}
