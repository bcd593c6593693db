import type { FormerId } from '@weaklayer/wire'
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
    // `time` stays: other events refer to it.
    appendEvent(transaction, state, { atMs: 0, timeUs: time, draft, earlier: record })
  }
  // They were counted when they were recorded first.
  state.eventCount = eventCount
  state.recordedTotal = recordedTotal
}

/** The epoch of an event, where it belongs to another sensor id than the running one. */
function oldOwner(state: StateRecord, record: EventRecord): EpochRecord | undefined {
  const epoch = state.epochs.find(one => one.index === record.epochIndex)
  return epoch === undefined || epoch.sensor === currentEpoch(state).sensor ? undefined : epoch
}

interface Content {
  type: string
  time: number
  epoch: string
  seq: number
  was?: FormerId
  previous?: object
  ranges?: unknown
  ofEpoch?: string
  ofSensor?: string
}

function movedContent(record: EventRecord, owner: EpochRecord | undefined) {
  const { epoch, seq, was, ...rest }: Content = JSON.parse(record.json)
  const sensor = owner?.sensor === undefined ? {} : { sensor: owner.sensor }
  const left = { ...sensor, epoch, seq }
  return { ...rest, ...ofOldEpochs(rest, left), was: { ...left, ...earlierIds(was) } }
}

function earlierIds(was: FormerId | undefined): Pick<FormerId, 'before'> {
  if (was === undefined) return {}
  const { before = [], ...latest } = was
  return { before: [latest, ...before] }
}

/** What an event says of epochs, as it has to be said from another one. */
function ofOldEpochs(content: Omit<Content, 'epoch' | 'seq'>, { sensor, epoch }: FormerId) {
  const { previous, ranges, ofEpoch, ofSensor = sensor } = content
  const namesEpoch = ranges !== undefined || ofEpoch !== undefined
  return {
    ...(previous && { previous: { ...(sensor && { sensor }), ...previous } }),
    ...(namesEpoch && { ofEpoch: ofEpoch ?? epoch, ...(ofSensor && { ofSensor }) }),
  }
}
