import { deliveryKey } from './delivery-record.ts'
import type { JournalTransaction } from './journal.ts'
import { moveEvents } from './move-events.ts'
import { allEvents, currentEpoch, eventKey, type StateRecord, stateKey } from './records.ts'
import { forgetEmptyEpochs } from './settle.ts'

/** So many events are moved in about two seconds; the worker may not live much longer. */
export const mostMoved = 10_000

/**
 * Moves what waits into the epoch that was just started, the oldest first, and takes back what was on its way. What
 * is beyond `mostMoved` follows batch by batch, before it is sent.
 */
export async function moveQueue(transaction: JournalTransaction, state: StateRecord): Promise<void> {
  const waiting = { from: allEvents.from, to: eventKey(currentEpoch(state).index, 0) }
  moveEvents(transaction, state, await transaction.list(waiting, mostMoved))
  const delivery = await transaction.get(deliveryKey)
  if (delivery !== undefined) {
    const { inFlight: _, ...rest } = delivery
    transaction.put(deliveryKey, { ...rest, bisection: {}, unauthorized: 0 })
  }
  await forgetEmptyEpochs(transaction, state)
  transaction.put(stateKey, state)
}
