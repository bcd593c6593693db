import type { DropReason } from '@weaklayer/wire'
import { addToPart, addToParts, type DropPart, type GivenUp, newPart, partsBytes } from './drop-part.ts'
import type { JournalKey, JournalTransaction, KeyRange } from './journal.ts'
import type { EpochRecord, StateRecord } from './records.ts'

/**
 * Events given up that no Dropped event reports yet: one record for each reason and epoch. They become Dropped
 * events just before something is sent, so however long nothing can be sent, reports do not pile up.
 */
export interface PendingDrops {
  reason: DropReason
  /** Whose seqs they are; absent for events that never had one. */
  epoch?: Pick<EpochRecord, 'epoch' | 'group' | 'sensor'>
  parts: DropPart[]
}

/** What waits to be reported, in numbers. */
export interface PendingTotals {
  /** Events of floods: they may wait a while. */
  flood: number
  /** All others, and reports that are to be made again. */
  other: number
  /** About what their records take on disk. */
  bytes: number
}

export const allPendingDrops: KeyRange<PendingDrops> = { from: 'drops:', to: 'drops;' }

export const pendingDropsOf = (epoch: string): KeyRange<PendingDrops> => ({
  from: `drops:${epoch}:`,
  to: `drops:${epoch};`,
})

export function pendingKey({
  reason,
  epoch,
}: Pick<PendingDrops, 'reason' | 'epoch'>): JournalKey<PendingDrops> {
  return `drops:${epoch?.epoch ?? ''}:${reason}`
}

export function pendingTotals(state: StateRecord): PendingTotals {
  state.pendingDrops ??= { flood: 0, other: 0, bytes: 0 }
  return state.pendingDrops
}

/** Remembers events that were given up until they are reported; those with a seq by `epoch`. */
export async function addPending(
  transaction: JournalTransaction,
  state: StateRecord,
  { reason, epoch, given }: Pick<PendingDrops, 'reason' | 'epoch'> & { given: readonly GivenUp[] },
): Promise<void> {
  if (given.length === 0) return
  const owner = epoch && {
    epoch: epoch.epoch,
    ...(epoch.group && { group: epoch.group }),
    ...(epoch.sensor && { sensor: epoch.sensor }),
  }
  const key = pendingKey({ reason, ...(owner && { epoch: owner }) })
  const found = await transaction.get(key)
  const before = partsBytes(found?.parts ?? [])
  const parts =
    epoch === undefined ? withUnnumbered(found, given) : addToParts(found?.parts ?? [], given.filter(hasSeq))
  transaction.put(key, { reason, parts, ...(owner && { epoch: owner }) })
  const totals = pendingTotals(state)
  totals[reason === 'flood' ? 'flood' : 'other'] += given.reduce((sum, { count = 1 }) => sum + count, 0)
  totals.bytes += partsBytes(parts) - before
}

function withUnnumbered(found: PendingDrops | undefined, given: readonly GivenUp[]): DropPart[] {
  const part = found?.parts[0] ?? newPart()
  for (const one of given) addToPart(part, one)
  return [part]
}

function hasSeq(one: GivenUp): one is GivenUp & { seq: number } {
  return one.seq !== undefined
}
