import { appendEvent } from './append-event.ts'
import { type JournalTransaction, only } from './journal.ts'
import { countOut } from './queue-totals.ts'
import { currentEpoch, type EpochRecord, type EventRecord, eventKey, type StateRecord } from './records.ts'

/**
 * Records waiting events again in the running epoch, each with `was`, where they can no longer be sent under the
 * id that they had: their epoch is in conflict, or belongs to another group.
 */
export function moveEvents(
  transaction: JournalTransaction,
  state: StateRecord,
  records: readonly EventRecord[],
): void {
  const { eventCount, recordedTotal } = state
  for (const record of records) {
    transaction.delete(only(eventKey(record.epochIndex, record.seq)))
    countOut(state, record)
    const { time, ...draft } = movedContent(record, oldOwner(state, record))
    const facts = record.facts === undefined ? {} : { facts: record.facts }
    // `time` stays: other events refer to it.
    appendEvent(transaction, state, { atMs: 0, timeUs: time, draft, ...facts })
  }
  // They were counted when they were recorded first.
  state.eventCount = eventCount
  state.recordedTotal = recordedTotal
}

/** The sensor that the event's epoch belongs to, where that is not the running one's. */
function oldOwner(state: StateRecord, record: EventRecord): EpochRecord | undefined {
  const epoch = state.epochs.find(one => one.index === record.epochIndex)
  return epoch === undefined || epoch.group === currentEpoch(state).group ? undefined : epoch
}

interface Content {
  type: string
  time: number
  epoch?: string
  seq?: number
  was?: unknown
  previous?: object
  ranges?: unknown
  ofEpoch?: string
}

function movedContent(record: EventRecord, owner: EpochRecord | undefined) {
  const { epoch, seq, ...rest }: Content = JSON.parse(record.json)
  const sensor = owner?.sensor === undefined ? {} : { sensor: owner.sensor }
  const moved = { ...rest, was: rest.was ?? { ...sensor, epoch, seq } }
  if (owner !== undefined) return withoutOldEpochs(moved, sensor)
  return moved.ranges === undefined || epoch === undefined
    ? moved
    : { ...moved, ofEpoch: moved.ofEpoch ?? epoch }
}

/** Under another sensor id, epochs and seqs of the old one would be taken for its own. */
function withoutOldEpochs<Moved extends Content>(moved: Moved, sensor: { sensor?: string }) {
  const { ranges: _, ofEpoch: __, previous, ...rest } = moved
  return previous === undefined ? rest : { ...rest, previous: { ...sensor, ...previous } }
}
