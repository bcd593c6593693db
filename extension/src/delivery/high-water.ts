import { currentEpoch, type StateRecord } from './records.ts'

/** An epoch as it is known outside the journal. */
export interface MarkedEpoch {
  epoch: string
  /** Whose it is; absent until that is known. */
  sensor?: string
  /** No higher seq was given in it. */
  atMost: number
  /** It is about to start; whether it did, only the journal knows. */
  announced?: true
  /** It went with a lost journal; this epoch declares it, and may be lost before that was delivered. */
  declaredBy?: string
}

/**
 * The epochs that have events in the journal, the running one last, kept outside of it: when the journal is lost, this
 * says what went with it.
 */
export interface HighWaterMark {
  epochs: MarkedEpoch[]
}

/** A transaction gives fewer seqs than this, unless it says so before. */
export const seqsAhead = 1024
/** So many more are marked at once, so that not every event costs a write. */
const seqsPerMark = 1024

/** The mark that a state needs; undefined while the one that is there holds. */
export function markFor(state: StateRecord, mark: HighWaterMark | undefined): HighWaterMark | undefined {
  const current = currentEpoch(state)
  const given = state.nextSeq - 1
  const marked = mark?.epochs.find(({ epoch }) => epoch === current.epoch)?.atMost ?? 0
  const atMost = marked >= given + seqsAhead ? marked : given + seqsAhead + seqsPerMark
  const epochs = state.epochs.map(({ epoch, sensor, lastSeq }) => ({
    epoch,
    ...(sensor === undefined ? {} : { sensor }),
    atMost: epoch === current.epoch ? atMost : lastSeq,
  }))
  const next = [...undelivered(mark, state), ...epochs]
  return isSame(next, mark?.epochs) ? undefined : { epochs: next }
}

/** Lost epochs whose declaration still waits. */
function undelivered(mark: HighWaterMark | undefined, state: StateRecord): MarkedEpoch[] {
  return state.queued === 0 ? [] : (mark?.epochs.filter(epoch => isDeclared(epoch, state)) ?? [])
}

function isDeclared({ declaredBy }: MarkedEpoch, state: StateRecord | undefined): boolean {
  return state?.epochs.some(({ epoch }) => epoch === declaredBy) ?? false
}

/** Storage does not keep the order of members. */
function isSame(epochs: MarkedEpoch[], marked: MarkedEpoch[] = []): boolean {
  const text = ({ epoch, sensor, atMost, announced, declaredBy }: MarkedEpoch) =>
    [epoch, sensor, atMost, announced, declaredBy].join()
  return epochs.map(text).join(';') === marked.map(text).join(';')
}

/** The mark before an epoch starts whose first transaction gives that many seqs and declares what was lost. */
export function announced(
  mark: HighWaterMark | undefined,
  start: Pick<MarkedEpoch, 'epoch' | 'sensor'> & { seqs: number; lost: readonly MarkedEpoch[] },
): HighWaterMark {
  const { seqs, lost, ...epoch } = start
  const before = (mark?.epochs ?? []).map(one =>
    lost.includes(one) ? { ...one, declaredBy: start.epoch } : one,
  )
  return {
    epochs: [...before, { ...epoch, atMost: seqs + seqsAhead + seqsPerMark, announced: true }],
  }
}

/** The epochs that were lost: all, where the journal is empty; those that it does not know, where it is an older one. */
export function lostEpochs(mark: HighWaterMark | undefined, state: StateRecord | undefined): MarkedEpoch[] {
  const marked = mark?.epochs.filter(epoch => !isDeclared(epoch, state)) ?? []
  const known = new Set(state?.epochs.map(({ epoch }) => epoch))
  const last = marked.findLast(epoch => epoch.announced !== true)
  const isCurrent = marked.some(
    epoch => known.has(epoch.epoch) && (epoch === last || epoch.announced === true),
  )
  return state !== undefined && (isCurrent || last === undefined)
    ? []
    : marked.filter(({ epoch }) => !known.has(epoch))
}

/** What storage holds as a mark; undefined for anything else. */
export function readMark(stored: unknown): HighWaterMark | undefined {
  const epochs = (stored as Partial<HighWaterMark> | null | undefined)?.epochs
  return Array.isArray(epochs) && epochs.every(isMarkedEpoch) ? { epochs } : undefined
}

function isMarkedEpoch(value: unknown): value is MarkedEpoch {
  const { epoch, atMost } = (value ?? {}) as Partial<MarkedEpoch>
  return typeof epoch === 'string' && /^[0-9a-f]{16}$/.test(epoch) && Number.isSafeInteger(atMost)
}
