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

/** Answers an error as `{code, message, todo}` and takes in what is left of the body, within bounds. */
export async function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  { code, message, retryAfterMs }: Omit<Refusal, 'status'>,
): Promise<FastifyReply> {
  reply.errorCode = code
  const bodyEnded = await discardBody(request.raw, readOnBytes)
  // A sender that went away, or that a timeout answered already, gets no second answer.
  if (request.raw.destroyed && !bodyEnded) return reply.hijack()
  if (!bodyEnded) reply.header('connection', 'close')
  if (retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(retryAfterMs / 1000))
  return await reply.code(errorCodes[code].status).send(errorBody(code, message))
}
