import { contentOf, type DropPart, joinReports, newPart, partsBytes } from './drop-part.ts'
import { type JournalKey, type JournalTransaction, only } from './journal.ts'
import { pendingTotals } from './pending-drops.ts'
import {
  currentEpoch,
  type EpochRecord,
  type EventDraft,
  type EventRecord,
  type StateRecord,
} from './records.ts'

/** A Dropped event that was given up itself: it is made again, with what it said. */
interface RefusedReport {
  /** Everything but the counts. */
  draft: EventDraft
  part: DropPart
  /** Whose seqs they are where the draft names no sensor; absent while it has no id. */
  owner?: Pick<EpochRecord, 'group' | 'sensor'>
}

const refusedReportsKey: JournalKey<RefusedReport[]> = 'refused-reports'

/** Drop reports among events that are given up: what they say is kept, to be said again. */
export async function keepRefusedReports(
  transaction: JournalTransaction,
  state: StateRecord,
  records: readonly EventRecord[],
): Promise<void> {
  const reports = records.filter(isReport).map(record => reportOf(state, record))
  if (reports.length === 0) return
  const before = (await transaction.get(refusedReportsKey)) ?? []
  const after: RefusedReport[] = structuredClone(before)
  for (const report of reports) {
    const same = after.find(other => kindOf(other) === kindOf(report))
    if (same === undefined || !joinReports(same.part, report.part)) after.push(report)
  }
  transaction.put(refusedReportsKey, after)
  count(state, { from: before, to: after })
}

/** Takes them all, to be recorded again. */
export async function takeRefusedReports(
  transaction: JournalTransaction,
  state: StateRecord,
): Promise<EventDraft[]> {
  const reports = (await transaction.get(refusedReportsKey)) ?? []
  if (reports.length === 0) return []
  transaction.delete(only(refusedReportsKey))
  count(state, { from: reports, to: [] })
  const { group } = currentEpoch(state)
  return reports.map(({ draft, part, owner }) => {
    const isForeign = draft.ofEpoch !== undefined && owner?.sensor !== undefined && owner.group !== group
    return { ...draft, ...(isForeign && { ofSensor: draft.ofSensor ?? owner.sensor }), ...contentOf(part) }
  })
}

/** Only reports of the same seqs' owner and reason become one. */
function kindOf({ draft, owner }: RefusedReport): string {
  return JSON.stringify([draft, owner])
}

export function isReport({ type }: Pick<EventRecord, 'type'>): boolean {
  return type === 'Dropped'
}

function count(state: StateRecord, { from, to }: { from: RefusedReport[]; to: RefusedReport[] }): void {
  const totals = pendingTotals(state)
  const bytes = (reports: RefusedReport[]) => partsBytes(reports.map(({ part }) => part))
  totals.other += to.length - from.length
  totals.bytes += bytes(to) - bytes(from)
}

/** Its ranges were of its own epoch where it named no other. */
function reportOf(state: StateRecord, { epochIndex, json }: EventRecord): RefusedReport {
  const { time: _, epoch, seq: __, was: ___, ...said } = JSON.parse(json)
  const { count: number, byType = {}, firstTime, lastTime = 0, ranges = [], formerly, ...draft } = said
  const part = {
    ...newPart(),
    count: number,
    byType,
    lastUs: lastTime,
    ranges,
    ...(formerly && { formerly }),
  }
  if (lastTime > 0) part.firstUs = firstTime
  const { group, sensor } = state.epochs.find(one => one.index === epochIndex) ?? {}
  const owner = { ...(group && { group }), ...(sensor && { sensor }) }
  return { draft: ranges.length > 0 ? { ofEpoch: epoch, ...draft } : draft, part, owner }
}
