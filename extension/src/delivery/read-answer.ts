import { type ErrorBody, errorAnswer } from '@weaklayer/wire'
import { readRetryAfterMs } from './retry.ts'
import type { GatewayAnswer } from './transport.ts'

/**
 * What an answer is.
 * `ok`: the gateway's own, as its schema says; `error`: an error of the gateway's; `bare`: a first Weaklayer's,
 * where only the status counts; `foreign`: nobody knows whose, so it counts as a failure of the network.
 */
export type ReadAnswer<Value> =
  | { kind: 'ok'; value: Value }
  | { kind: 'error'; http: number; error: ErrorBody; retryAfterMs?: number; dateMs?: number }
  | { kind: 'bare'; http: number; retryAfterMs?: number }
  | { kind: 'foreign'; http?: number }

export interface AnswerReading<Value> {
  schema: Schema<Value>
  firstGeneration: boolean
  nowMs: number
}

interface Schema<Value> {
  safeParse(value: unknown): { success: true; data: Value } | { success: false }
}

/** Reads an answer. Only a body as the schemas say is the gateway's: portals and block pages answer too. */
export function readAnswer<Value>(answer: GatewayAnswer, reading: AnswerReading<Value>): ReadAnswer<Value> {
  if (answer.status === 'failed') return { kind: 'foreign' }
  return answer.http === 200 ? readSuccess(answer, reading) : readError(answer, reading)
}

type Answered = Extract<GatewayAnswer, { status: 'answered' }>

function readSuccess<Value>(
  { body }: Answered,
  { schema, firstGeneration }: AnswerReading<Value>,
): ReadAnswer<Value> {
  const value = schema.safeParse(parsed(body))
  if (value.success) return { kind: 'ok', value: value.data }
  return firstGeneration && body.trim() === '' ? { kind: 'bare', http: 200 } : { kind: 'foreign', http: 200 }
}

function readError<Value>(answer: Answered, reading: AnswerReading<Value>): ReadAnswer<Value> {
  const { http } = answer
  const retryAfterMs = readRetryAfterMs(answer.retryAfter, reading.nowMs)
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs }
  const error = errorAnswer.safeParse(parsed(answer.body)).data
  if (error === undefined) {
    return reading.firstGeneration ? { kind: 'bare', http, ...wait } : { kind: 'foreign', http }
  }
  const dateMs = answer.date === undefined ? Number.NaN : Date.parse(answer.date)
  return { kind: 'error', http, error, ...wait, ...(Number.isNaN(dateMs) ? {} : { dateMs }) }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
