import { afterDelivered, afterTooLarge, afterUnreadable, type BisectionStep } from './bisection.ts'
import { type Batch, batchLimits } from './choose-batch.ts'
import { type DeliveryRecord, deliveryKey, newDelivery } from './delivery-record.ts'
import { dropEvents } from './drop-events.ts'
import type { Journal, JournalTransaction } from './journal.ts'
import { moveEvents } from './move-events.ts'
import { pendingDropsOf } from './pending-drops.ts'
import { leaveQueue } from './queue-totals.ts'
import {
  allEvents,
  currentEpoch,
  type EventRecord,
  eventRange,
  type StateRecord,
  stateKey,
} from './records.ts'
import { isReport } from './refused-reports.ts'
import { refusedForMs } from './retry.ts'
import type { Trouble, UploadDecision, WaitDecision } from './upload-decision.ts'

/** Both records that a delivery changes, within one transaction. */
interface Books {
  transaction: JournalTransaction
  state: StateRecord
  delivery: DeliveryRecord
  nowMs: number
  /** The gateway refused a drop report. */
  reportRefused?: boolean
}

/** A gateway that refuses even drop reports takes nothing: to ask it again at once would never end. */
const refusedReportPauseMs = 15 * 60_000

type Delivered = Extract<UploadDecision, { do: 'delete' }>

/** Deletes what was acknowledged, by key and only within the batch. */
export async function settleDelivered(
  journal: Journal,
  options: { batch: Batch; decision: Delivered; nowMs: number; flushIntervalMs: number },
): Promise<void> {
  const { batch, decision, nowMs } = options
  await withBooks(journal, nowMs, async books => {
    const { transaction, state, delivery } = books
    const { epochIndex, from } = batch.range
    const range = eventRange(epochIndex, from, decision.to)
    const records = await transaction.list(range)
    transaction.delete(range)
    await leaveQueue(transaction, state, records)
    countDelivered(books, records, decision.rejected)
    const next = afterDelivered(delivery.bisection, await suspects(books), batchLimits.events)
    if (next.do === 'drop_suspect') await dropSuspect(books)
    const {
      inFlight: _,
      wait: __,
      refusedSinceMs: ___,
      lastError: ____,
      failingSinceMs: _____,
      ...rest
    } = delivery
    books.delivery = { ...rest, bisection: next.bisection, failures: 0, unauthorized: 0 }
    if (next.do === 'continue' && isCaughtUp(state, next.bisection.limit)) {
      const paceMs = Math.min(60 * 60_000, Math.max(options.flushIntervalMs, decision.flushAfterMs))
      books.delivery.wait = { kind: 'pace', sinceMs: nowMs, untilMs: nowMs + paceMs }
    }
    await forgetEmptyEpochs(books.transaction, books.state)
  })
}

/** After 400 or 413: a smaller batch next, or the event that is alone is given up. */
export async function settleHalved(
  journal: Journal,
  options: { batch: Batch; reason: 'poison' | 'too_large'; nowMs: number },
): Promise<void> {
  const { batch, reason, nowMs } = options
  await withBooks(journal, nowMs, async books => {
    const { epochIndex, to } = batch.range
    const tried = { epochIndex, to, events: batch.records.length }
    const after = reason === 'poison' ? afterUnreadable : afterTooLarge
    const step: BisectionStep = after(books.delivery.bisection, tried)
    if (step.do === 'drop_batch') await drop(books, batch.records, reason)
    const { inFlight: _, failingSinceMs: __, ...rest } = books.delivery
    books.delivery = { ...rest, bisection: step.bisection, failures: 0, unauthorized: 0 }
    await forgetEmptyEpochs(books.transaction, books.state)
  })
}

/** Nothing is deleted: the stored range goes out again after the wait. */
export async function settleWait(
  journal: Journal,
  options: { decision: WaitDecision; nowMs: number },
): Promise<void> {
  const { decision, nowMs } = options
  await withBooks(journal, nowMs, async books => {
    const { delivery } = books
    const wait = { kind: decision.kind, sinceMs: nowMs, untilMs: nowMs + decision.delayMs }
    const refusedSinceMs = decision.kind === 'refused' ? (delivery.refusedSinceMs ?? nowMs) : undefined
    const { refusedSinceMs: _, ...rest } = delivery
    books.delivery = {
      ...rest,
      wait,
      failures: delivery.failures + 1,
      failingSinceMs: delivery.failingSinceMs ?? nowMs,
      unauthorized: 0,
      lastError: { ...decision.trouble, atMs: nowMs },
      ...(refusedSinceMs === undefined ? {} : { refusedSinceMs }),
    }
    if (refusedSinceMs !== undefined && nowMs - refusedSinceMs >= refusedForMs) await dropRefused(books)
  })
}

/** Remembers that a token was refused, so that a second refusal in a row waits. */
export async function settleUnauthorized(journal: Journal, trouble: Trouble, nowMs: number): Promise<void> {
  await withBooks(journal, nowMs, async books => {
    const unauthorized = books.delivery.unauthorized + 1
    books.delivery = { ...books.delivery, unauthorized, lastError: { ...trouble, atMs: nowMs } }
  })
}

/** Records the events of a batch again under the running epoch, where they cannot be sent under their own. */
export async function settleMoved(journal: Journal, options: { batch: Batch; nowMs: number }): Promise<void> {
  await withBooks(journal, options.nowMs, async books => {
    moveEvents(books.transaction, books.state, options.batch.records)
    const { inFlight: _, ...rest } = books.delivery
    books.delivery = { ...rest, bisection: {}, unauthorized: 0 }
    await forgetEmptyEpochs(books.transaction, books.state)
  })
}

async function withBooks(journal: Journal, nowMs: number, work: (books: Books) => Promise<void>) {
  await journal.transact(async transaction => {
    const state = await transaction.get(stateKey)
    if (state === undefined) throw new Error('the journal has no state; start an epoch first')
    const delivery = (await transaction.get(deliveryKey)) ?? newDelivery()
    const books: Books = { transaction, state, delivery, nowMs }
    await work(books)
    if (books.reportRefused) {
      const wait = { kind: 'backoff', sinceMs: nowMs, untilMs: nowMs + refusedReportPauseMs } as const
      books.delivery = { ...books.delivery, wait }
    }
    transaction.put(stateKey, books.state)
    transaction.put(deliveryKey, books.delivery)
  })
}

const shownEvents = 20

function countDelivered(books: Books, records: readonly EventRecord[], rejected: number): void {
  const { state, delivery, nowMs } = books
  const deadLettered = Math.min(rejected, records.length)
  state.deliveredTotal += records.length - deadLettered
  state.deadLettered += deadLettered
  delivery.lastAtMs = nowMs
  const shown = records.map(({ type, timeUs, facts }) => {
    const timeMs = Math.floor(timeUs / 1000)
    return facts === undefined ? { type, timeMs } : { type, timeMs, host: facts.host }
  })
  delivery.lastEvents = [...delivery.lastEvents, ...shown].slice(-shownEvents)
}

/** A full batch that waits, or an older epoch, goes out at once: only what is new keeps to the pace. */
function isCaughtUp(state: StateRecord, limit: number | undefined): boolean {
  return state.queued < batchLimits.events && state.epochs.length === 1 && limit === undefined
}

async function suspects({ transaction, delivery }: Books): Promise<number> {
  const { suspect } = delivery.bisection
  return suspect === undefined ? 0 : await transaction.count(eventRange(suspect.epochIndex, 0, suspect.to))
}

async function dropSuspect(books: Books): Promise<void> {
  const { suspect } = books.delivery.bisection
  if (suspect === undefined) return
  await drop(books, await books.transaction.list(eventRange(suspect.epochIndex, 0, suspect.to)), 'poison')
}

type GivenUpFor = 'poison' | 'too_large' | 'refused'

async function drop(books: Books, records: EventRecord[], reason: GivenUpFor): Promise<void> {
  books.reportRefused ||= records.some(isReport)
  await dropEvents(books.transaction, books.state, { records, reason })
}

/** Status and Dropped stay: they say how the chain goes on, and what was given up. */
async function dropRefused(books: Books): Promise<void> {
  const records = await books.transaction.list(allEvents)
  const given = records.filter(record => record.type !== 'Status' && record.type !== 'Dropped')
  if (given.length > 0) await drop(books, given, 'refused')
  const { inFlight: _, ...rest } = books.delivery
  books.delivery = { ...rest, bisection: {} }
}

/** Epochs of which nothing waits any more are done, but for the running one. */
export async function forgetEmptyEpochs(transaction: JournalTransaction, state: StateRecord): Promise<void> {
  const current = currentEpoch(state)
  const left = []
  for (const epoch of state.epochs) {
    const [waiting] = await transaction.list(eventRange(epoch.index, 0, 10 ** 12 - 1), 1)
    // If the journal is lost before what was given up is reported, it must be known that the epoch had events there.
    const [given] = await transaction.list(pendingDropsOf(epoch.epoch), 1)
    if (epoch === current || waiting !== undefined || given !== undefined) left.push(epoch)
  }
  state.epochs = left
}
