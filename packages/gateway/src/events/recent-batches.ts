interface EpochOfSensor {
  sensor: string
  epoch: string
}

/** What a batch said: the lines that outputs hold, and those of the dead letter. */
export interface DurableBatch {
  lines: Buffer
  letters: readonly string[]
}

/** The batches that became durable last. Best effort: the oldest are forgotten. */
export interface RecentBatches {
  /** Those with a seq from `firstSeq` on, newest first; of many only as many as are looked through quickly. */
  since(start: EpochOfSensor & { firstSeq: number }): readonly DurableBatch[]
  remember(end: EpochOfSensor & { lastSeq: number }, batch: DurableBatch): void
}

interface Remembered extends DurableBatch {
  lastSeq: number
}

interface Epoch {
  lastSeq: number
  batches: Remembered[]
}

/** What remembering a batch takes beside its bytes. */
const overheadBytes = 400
/** Most bytes that one batch is compared with, besides the newest one. */
const mostComparedBytes = 1_048_576

/** Remembers at most so many bytes, and at least half of that: it forgets by halves. */
export function createRecentBatches(mostBytes: number): RecentBatches {
  let young = new Map<string, Epoch>()
  let old = new Map<string, Epoch>()
  let youngBytes = 0

  return {
    since(start) {
      const key = keyOf(start)
      const found = addSince(none, young.get(key), start.firstSeq)
      return addSince(found, old.get(key), start.firstSeq)
    },
    remember(end, batch) {
      const bytes = sizeOf(batch) + overheadBytes
      if (youngBytes + bytes > mostBytes / 2) {
        old = young
        young = new Map()
        youngBytes = 0
      }
      youngBytes += bytes
      const { lastSeq } = end
      const epoch = young.get(keyOf(end)) ?? { lastSeq: 0, batches: [] }
      epoch.lastSeq = Math.max(epoch.lastSeq, lastSeq)
      epoch.batches.push({ ...batch, lastSeq })
      young.set(keyOf(end), epoch)
    },
  }
}

const none: readonly DurableBatch[] = []

function keyOf({ sensor, epoch }: EpochOfSensor): string {
  return `${sensor}/${epoch}`
}

/** Nearly every batch is newer than all that is known of its epoch. */
function addSince(
  found: readonly DurableBatch[],
  epoch: Epoch | undefined,
  firstSeq: number,
): readonly DurableBatch[] {
  if (epoch === undefined || epoch.lastSeq < firstSeq) return found
  const all = [...found]
  let bytes = all.reduce((sum, batch) => sum + sizeOf(batch), 0)
  for (const batch of epoch.batches.toReversed()) {
    if (bytes > mostComparedBytes) break
    if (batch.lastSeq < firstSeq) continue
    all.push(batch)
    bytes += sizeOf(batch)
  }
  return all
}

function sizeOf({ lines, letters }: DurableBatch): number {
  return letters.reduce((sum, letter) => sum + letter.length, lines.length)
}
