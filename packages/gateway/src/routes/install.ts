import { randomUUID } from 'node:crypto'
import { type InstallAnswer, type InstallRequest, installRequest, sensorIdOf } from '@weaklayer/wire'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { createHold } from '../body/in-flight.ts'
import { parseJson } from '../body/parse-json.ts'
import { readBody } from '../body/read-body.ts'
import { nowUs } from '../clock.ts'
import { bearerToken, type RequestProof, requestProof } from '../identity/authorize.ts'
import { issueToken } from '../identity/issue-token.ts'
import type { GatewayParts } from '../server/gateway-parts.ts'
import { checkKey, countInstall, failedInstall, revoked } from './admit-install.ts'
import { auditOfInstall, auditRefusal } from './audit-install.ts'
import { installEventLine } from './install-event.ts'
import { paced, type Refusal, refuse, refused } from './refuse.ts'
import { bodyKind } from './request-body.ts'

type Outcome =
  | { status: 'enrolled'; answer: InstallAnswer | { dryRun: true; sensor?: string } }
  | Refusal
  | { status: 'aborted' }

/** POST /install: gives a sensor its token once its Install event is durable. */
export function registerInstall(app: FastifyInstance, parts: GatewayParts): void {
  app.post('/install', async (request, reply) => {
    reply.header('cache-control', 'no-store').header('pragma', 'no-cache')
    const outcome = await enrol(request, parts)
    if (outcome.status === 'refused') auditRefusal(request, outcome, parts)
    return await answer(request, reply, paced(outcome, parts.load))
  })
}

async function answer(request: FastifyRequest, reply: FastifyReply, outcome: Outcome) {
  if (outcome.status === 'enrolled') return outcome.answer
  return outcome.status === 'aborted' ? reply.hijack() : await refuse(request, reply, outcome)
}

async function enrol(request: FastifyRequest, parts: GatewayParts): Promise<Outcome> {
  const wish = await readWish(request, parts)
  if (wish.status !== 'ok') return wish
  const { group } = wish.install.key
  const limited = (await checkKey(request, wish.install.key, parts)) ?? countInstall(group, parts)
  if (limited !== undefined) return limited
  const proof = await requestProof(request, {
    nowMs: parts.clock.nowMs(),
    verifySignature: parts.verifySignature,
  })
  if (proof.status === 'refused') return proof
  const identity = identify(request, { group, proof }, parts)
  if (identity.status === 'refused') return identity
  if (parts.revocations.refuses({ sensor: identity.sensor, group })) return revoked()
  if (wish.install.dryRun === true) {
    return {
      status: 'enrolled',
      answer: { dryRun: true, ...(identity.isProven && { sensor: identity.sensor }) },
    }
  }
  return await issue(request, { install: wish.install, identity }, parts)
}

type Wish = { status: 'ok'; install: InstallRequest } | Refusal | { status: 'aborted' }

/** Reads the body. What is wrong with it is not told, but for its size. */
async function readWish(request: FastifyRequest, parts: GatewayParts): Promise<Wish> {
  const { config, inFlight } = parts
  const kind = bodyKind(request)
  if (kind.status === 'refused') return kind
  const { installBytes, inflateRatio, jsonValues, jsonDepth } = config.limits
  const limits = { bodyBytes: installBytes, inflatedBytes: installBytes, inflateRatio }
  const hold = createHold(inFlight.bytes)
  try {
    const body = await readBody(request.raw, { encoding: kind.encoding, limits, hold })
    if (body.status === 'aborted') return body
    if (body.status === 'overloaded') return refused('OVERLOADED', 'too many bytes are in flight')
    const parsed =
      body.status === 'ok' ? parseJson(body.bytes, { values: jsonValues, depth: jsonDepth }) : body
    if (parsed.status === 'too_large') return refused('BODY_TOO_LARGE', parsed.message)
    if (parsed.status === 'unreadable') return failedInstall(request, parts)
    const install = installRequest.safeParse(parsed.value)
    return install.success ? { status: 'ok', install: install.data } : failedInstall(request, parts)
  } finally {
    hold.release()
  }
}

type Identity =
  | { status: 'ok'; sensor: string; thumbprint?: string; isProven: boolean; isKnown: boolean }
  | Refusal

/** With a proof the id is made from the key. A first-generation sensor keeps the id of its token, or gets a new one. */
function identify(
  request: FastifyRequest,
  { group, proof }: { group: string; proof: Exclude<RequestProof, { status: 'refused' }> },
  { identity, clock }: GatewayParts,
): Identity {
  if (proof.status === 'valid') {
    const { thumbprint } = proof
    const sensor = sensorIdOf(group, thumbprint)
    return { status: 'ok', sensor, thumbprint, isProven: true, isKnown: false }
  }
  const token = bearerToken(request)
  const check = token === undefined ? undefined : identity.checkToken(token, clock.nowMs())
  if (check?.status === 'revoked') return revoked()
  if (check?.status !== 'valid' || check.claims.group !== group) {
    return { status: 'ok', sensor: randomUUID(), isProven: false, isKnown: false }
  }
  if (check.claims.cnf !== undefined) {
    return refused('PROOF_INVALID', 'the token is bound to a key: it is renewed with a proof only')
  }
  return { status: 'ok', sensor: check.claims.sensor, isProven: false, isKnown: true }
}

async function issue(
  request: FastifyRequest,
  { install, identity }: { install: InstallRequest; identity: Exclude<Identity, Refusal> },
  parts: GatewayParts,
): Promise<Outcome> {
  const { group } = install.key
  const { sensor, thumbprint } = identity
  const life = { nowMs: parts.clock.nowMs(), durationUs: parts.config.sensor.token.duration }
  const { token, issuedAtUs, expiresAtUs } = issueToken(
    parts.identity.tokenKeys,
    { group, sensor, thumbprint },
    life,
  )
  const isNewInstall = install.renewal !== true && !identity.isKnown
  const address = parts.clientAddress(request)
  const line = installEventLine(install, {
    sensor,
    timeUs: nowUs(parts.clock),
    isNewInstall,
    userAgent: request.headers['user-agent'] ?? '',
    address,
  })
  const stored = await parts.storage.store({ group, lines: Buffer.from(line), events: 1 })
  if (stored.status === 'unavailable') {
    return {
      ...refused('OUTPUT_UNAVAILABLE', 'the enrolment could not be stored'),
      retryAfterMs: stored.retryAfterMs,
    }
  }
  await parts.audit.record(auditOfInstall({ sensor, group, address, isNewInstall }))
  return {
    status: 'enrolled',
    answer: { token, sensor, issuedAt: issuedAtUs, expiresAt: expiresAtUs, ack: 1 },
  }
}
