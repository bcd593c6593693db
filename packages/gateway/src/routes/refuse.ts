import type { IncomingMessage } from 'node:http'
import { type ErrorCode, errorBody, errorCodes } from '@weaklayer/wire'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { discardBody } from '../body/read-body.ts'
import type { Load } from '../load/load.ts'

declare module 'fastify' {
  interface FastifyReply {
    /** Of an error answer. */
    errorCode?: ErrorCode
  }
}

/** How much of a body is read on before an early answer closes the connection. */
const readOnBytes = 1_048_576

/** When a sensor may try again at the earliest, for a gateway that is not under pressure. */
const leastRetryMs: Partial<Record<ErrorCode, number>> = {
  OUTPUT_UNAVAILABLE: 10_000,
  OVERLOADED: 5000,
  DRAINING: 1000,
}

/** An answer that is not 200. */
export interface Refusal {
  status: 'refused'
  code: ErrorCode
  message: string
  /** When to come again; a gateway that cannot do more always says it, see `paced`. */
  retryAfterMs?: number
}

export function refused(code: ErrorCode, message: string): Refusal {
  return { status: 'refused', code, message }
}

/** Adds to an answer of a gateway that cannot do more when to come again, by its load. */
export function paced<Outcome extends { status: string }>(
  outcome: Outcome | Refusal,
  load: Pick<Load, 'retryAfterMs'>,
): Outcome | Refusal {
  if (!isRefusal(outcome)) return outcome
  const leastMs = leastRetryMs[outcome.code]
  if (leastMs === undefined) return outcome
  return { ...outcome, retryAfterMs: load.retryAfterMs(outcome.retryAfterMs ?? leastMs) }
}

function isRefusal(outcome: { status: string }): outcome is Refusal {
  return outcome.status === 'refused'
}

/** What is sent. */
export interface Answer {
  status: number
  headers: Record<string, string>
  body: object
}

/**
 * Takes in what is left of the body, within bounds, and makes the answer: `{code, message, todo}`. Undefined for a sender that
 * went away, or that a timeout answered already.
 */
export async function answerOf(
  request: IncomingMessage,
  { code, message, retryAfterMs }: Omit<Refusal, 'status'>,
): Promise<Answer | undefined> {
  const bodyEnded = await discardBody(request, readOnBytes)
  if (request.destroyed && !bodyEnded) return undefined
  const headers = {
    ...(!bodyEnded && { connection: 'close' }),
    ...(retryAfterMs !== undefined && { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) }),
  }
  return { status: errorCodes[code].status, headers, body: errorBody(code, message) }
}

/** Answers an error through the framework. */
export async function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  refusal: Omit<Refusal, 'status'>,
): Promise<FastifyReply> {
  reply.errorCode = refusal.code
  const answer = await answerOf(request.raw, refusal)
  if (answer === undefined) return reply.hijack()
  return await reply.code(answer.status).headers(answer.headers).send(answer.body)
}
