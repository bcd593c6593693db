import { type DeliveryRecord, deliveryKey, type WaitKind } from './delivery-record.ts'
import { dropEvents } from './drop-events.ts'
import type { Journal, JournalTransaction, KeyRange } from './journal.ts'
import { allEvents, type EventRecord, eventKey, eventsAfter, type StateRecord, stateKey } from './records.ts'

/** What policy makes of an event that was recorded before it was known. */
export type Revision = { do: 'keep' } | { do: 'drop' } | { do: 'replace'; json: string }

const pageEvents = 500

/** Takes out of the queue what policy excludes, before anything is sent, and declares it. */
export async function applyPolicy(
  journal: Journal,
  revise: (record: EventRecord) => Revision,
): Promise<void> {
  let range: KeyRange<EventRecord> | undefined = allEvents
  while (range !== undefined) range = await applyToPage(journal, { revise, range })
}

interface Page {
  revise: (record: EventRecord) => Revision
  range: KeyRange<EventRecord>
}

/** The range that is left; undefined when all is done. */
async function applyToPage(journal: Journal, { revise, range }: Page) {
  return await journal.transact(async transaction => {
    const state = await transaction.get(stateKey)
    const page = state?.unrevised ? await transaction.list(range, pageEvents) : []
    const last = page.at(-1)
    if (state === undefined) return undefined
    const records = reviseAll(transaction, state, { page, revise })
    if (records.length > 0) await dropEvents(transaction, state, { records, reason: 'policy' })
    state.unrevised = last !== undefined
    transaction.put(stateKey, state)
    return last === undefined ? undefined : eventsAfter(last)
  })
}

/** Replaces what changes; returns what goes. */
function reviseAll(
  transaction: JournalTransaction,
  state: StateRecord,
  { page, revise }: { page: EventRecord[]; revise: (record: EventRecord) => Revision },
): EventRecord[] {
  const dropped: EventRecord[] = []
  for (const record of page) {
    const revision = revise(record)
    if (revision.do === 'drop') dropped.push(record)
    if (revision.do === 'replace') replace(transaction, state, { record, json: revision.json })
  }
  return dropped
}

interface Replacement {
  record: EventRecord
  json: string
}

function replace(transaction: JournalTransaction, state: StateRecord, { record, json }: Replacement): void {
  const bytes = new TextEncoder().encode(json).length
  state.queuedBytes += bytes - record.bytes
  transaction.put(eventKey(record.epochIndex, record.seq), { ...record, json, bytes })
}

/** Ends waits of these kinds, because something changed that makes another try worth it. */
export async function endWaits(journal: Journal, kinds: readonly WaitKind[]): Promise<void> {
  await journal.transact(async transaction => {
    const delivery: DeliveryRecord | undefined = await transaction.get(deliveryKey)
    if (delivery?.wait === undefined || !kinds.includes(delivery.wait.kind)) return
    const { wait: _, ...rest } = delivery
    transaction.put(deliveryKey, rest)
  })
}
