import { eventsAnswer } from '@weaklayer/wire'
import { type Batch, batchLimits, bodyOf, planUpload, shortened, storeInFlight } from './choose-batch.ts'
import { deliveryKey, failedTries } from './delivery-record.ts'
import type { Journal } from './journal.ts'
import { readAnswer } from './read-answer.ts'
import { reportDrops } from './report-drops.ts'
import { settleDelivered, settleHalved, settleMoved, settleUnauthorized, settleWait } from './settle.ts'
import type { Clock, Random, Transport } from './transport.ts'
import { decideUpload, type UploadDecision, type WaitDecision } from './upload-decision.ts'

/** Where and how to send, as policy says now. */
export interface Destination {
  /** `https://gateway.example:443` */
  base: string
  group: string
  firstGeneration: boolean
  flushIntervalMs: number
}

/** What the uploader needs of enrolment. */
export interface Credentials {
  /** Headers that prove who sends; enrols or renews first where that is needed. */
  headers(destination: Destination): Promise<{ status: 'ok'; headers: Record<string, string> } | HeldUp>
  forgetToken(): Promise<void>
  correctClock(offsetMs: number): Promise<void>
}

interface HeldUp {
  status: 'wait'
  decision: WaitDecision
}

export interface UploaderOptions {
  journal: Journal
  transport: Transport
  credentials: Credentials
  clock: Pick<Clock, 'nowMs'>
  random: Random
  gzip: (text: string) => Promise<Uint8Array<ArrayBuffer>>
  /** Takes out what policy excludes of what was recorded before it was known. */
  revise(): Promise<void>
  /** Starts a new epoch where the batch's own is in conflict and still running. */
  leaveEpoch(epochIndex: number): Promise<void>
}

export type UploadStep = 'idle' | 'again' | { waitUntilMs: number }

/** One step of delivery: at most one request with events. Call again while it says so. */
export async function uploadStep(options: UploaderOptions, destination: Destination): Promise<UploadStep> {
  const { journal, clock } = options
  const plan = await journal.read(reader =>
    planUpload(reader, { nowMs: clock.nowMs(), group: destination.group }),
  )
  switch (plan.next) {
    case 'nothing':
      return 'idle'
    case 'wait':
      return { waitUntilMs: plan.untilMs }
    case 'revise':
      await options.revise()
      return 'again'
    case 'report':
      await reportDrops(journal, clock.nowMs())
      return 'again'
    case 'move':
      await settleMoved(journal, { batch: plan.batch, nowMs: clock.nowMs() })
      return 'again'
    case 'batch':
      return await sendBatch(options, destination, plan)
  }
}

async function sendBatch(
  options: UploaderOptions,
  destination: Destination,
  plan: { batch: Batch; stored: boolean },
): Promise<UploadStep> {
  const credentials = await options.credentials.headers(destination)
  if (credentials.status === 'wait') return await act(options, destination, { ...plan, ...credentials })
  const { batch, body } = plan.stored
    ? { batch: plan.batch, body: await options.gzip(bodyOf(plan.batch.records)) }
    : await compressed(options, plan.batch)
  if (!plan.stored && !(await storeInFlight(options.journal, batch))) return 'again'
  const answer = await options.transport.send({
    method: 'POST',
    url: `${destination.base}/events`,
    headers: {
      'Content-Type': 'application/json',
      'Content-Encoding': 'gzip',
      ...credentials.headers,
    },
    body,
  })
  const decision = await decide(options, { destination, batch, answer })
  return await act(options, destination, { batch, decision })
}

/** A batch and its body, halved until it is small enough. */
async function compressed(options: UploaderOptions, batch: Batch) {
  const body = await options.gzip(bodyOf(batch.records))
  if (body.length <= batchLimits.compressedBytes || batch.records.length === 1) return { batch, body }
  return await compressed(options, shortened(batch, Math.floor(batch.records.length / 2)))
}

interface Answered {
  destination: Destination
  batch: Batch
  answer: Awaited<ReturnType<Transport['send']>>
}

async function decide(options: UploaderOptions, answered: Answered): Promise<UploadDecision> {
  const nowMs = options.clock.nowMs()
  const { firstGeneration } = answered.destination
  const delivery = await options.journal.read(reader => reader.get(deliveryKey))
  return decideUpload(readAnswer(answered.answer, { schema: eventsAnswer, firstGeneration, nowMs }), {
    batch: answered.batch.range,
    ...failedTries(delivery, nowMs),
    unauthorized: (delivery?.unauthorized ?? 0) > 0,
    random: options.random.fraction(),
    nowMs,
  })
}

async function act(
  options: UploaderOptions,
  destination: Destination,
  { batch, decision }: { batch: Batch; decision: UploadDecision },
): Promise<UploadStep> {
  const { journal, credentials } = options
  const nowMs = options.clock.nowMs()
  switch (decision.do) {
    case 'delete': {
      const { flushIntervalMs } = destination
      await settleDelivered(journal, { batch, decision, nowMs, flushIntervalMs })
      return 'again'
    }
    case 'halve':
      await settleHalved(journal, { batch, reason: decision.reason, nowMs })
      return 'again'
    case 'enrol':
      await settleUnauthorized(journal, decision.trouble, nowMs)
      await credentials.forgetToken()
      return 'again'
    case 'correct_clock':
      await settleUnauthorized(journal, decision.trouble, nowMs)
      await credentials.correctClock(decision.offsetMs)
      return 'again'
    case 'new_epoch':
      await options.leaveEpoch(batch.range.epochIndex)
      await settleMoved(journal, { batch, nowMs })
      return 'again'
    case 'wait':
      await settleWait(journal, { decision, nowMs })
      return { waitUntilMs: nowMs + decision.delayMs }
  }
}
