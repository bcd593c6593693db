import { type ErrorCode, errorBody, errorCodes } from '@weaklayer/wire'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { discardBody } from '../body/read-body.ts'

/** How much of a body is read on before an early answer closes the connection. */
const readOnBytes = 1_048_576

/** Seconds after which a sensor may try again; it adds its own jitter. */
const retryAfterSeconds: Partial<Record<ErrorCode, number>> = {
  OUTPUT_UNAVAILABLE: 10,
  OVERLOADED: 5,
  DRAINING: 1,
}

/** An answer that is not 200. */
export interface Refusal {
  status: 'refused'
  code: ErrorCode
  message: string
  /** When to come again. @default what the code says */
  retryAfterMs?: number
}

export function refused(code: ErrorCode, message: string): Refusal {
  return { status: 'refused', code, message }
}

/** Answers an error as `{code, message, todo}` and takes in what is left of the body, within bounds. */
export async function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  { code, message, retryAfterMs }: Omit<Refusal, 'status'>,
): Promise<FastifyReply> {
  const bodyEnded = await discardBody(request.raw, readOnBytes)
  // A sender that went away, or that a timeout answered already, gets no second answer.
  if (request.raw.destroyed && !bodyEnded) return reply.hijack()
  if (!bodyEnded) reply.header('connection', 'close')
  const wait = retryAfterMs === undefined ? retryAfterSeconds[code] : Math.ceil(retryAfterMs / 1000)
  if (wait !== undefined) reply.header('retry-after', wait)
  return await reply.code(errorCodes[code].status).send(errorBody(code, message))
}
