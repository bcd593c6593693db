import type { Encoding } from '../body/unpack-body.ts'
import { createByteRing } from './byte-ring.ts'

interface EpochOfSensor {
  sensor: string
  epoch: string
}

/** A batch as it was sent. */
export interface SentBatch {
  sent: Buffer
  encoding: Encoding
  /** Length once it is inflated. */
  bytes: number
}

/** The batches that became durable last, in outputs or the dead letter. Best effort: the oldest are forgotten. */
export interface RecentBatches {
  /** Those with a seq from `firstSeq` on, newest first; of many only as many as are looked through quickly. */
  since(start: EpochOfSensor & { firstSeq: number }): readonly SentBatch[]
  /** Copies what was sent, so that nobody has to hold it while it becomes durable. */
  keep(batch: SentBatch): KeptBatch
  /** From now on it is found, unless it was written over already. */
  remember(end: EpochOfSensor & { lastSeq: number }, batch: KeptBatch): void
}

/** A batch that is kept in the ring. */
export interface KeptBatch extends Omit<SentBatch, 'sent'> {
  at: number
  sentBytes: number
  /** 0 until it is remembered. */
  lastSeq: number
}

interface Epoch {
  key: string
  lastSeq: number
  /** Oldest first. */
  batches: KeptBatch[]
}

/** What a small batch takes beside its bytes, so that the number of batches is bounded too. */
const leastBytes = 200
/** Most inflated bytes that one batch is compared with, besides the newest one. */
const mostComparedBytes = 1_048_576

/** Remembers about so many bytes. */
export function createRecentBatches(mostBytes: number): RecentBatches {
  const ring = createByteRing(mostBytes)
  const mostBatches = Math.ceil(mostBytes / leastBytes)
  const epochs = new Map<string, Epoch>()
  /** The epoch of each batch. */
  const order = createQueue<Epoch>(mostBatches)

  const forgetOldest = (epoch: Epoch) => {
    order.shift()
    epoch.batches.shift()
    if (epoch.batches.length === 0) epochs.delete(epoch.key)
  }
  const remembered = (key: string, batch: KeptBatch): Epoch => {
    const epoch = epochs.get(key)
    if (epoch === undefined) {
      const first = { key, lastSeq: batch.lastSeq, batches: [batch] }
      epochs.set(key, first)
      return first
    }
    epoch.lastSeq = Math.max(epoch.lastSeq, batch.lastSeq)
    epoch.batches.push(batch)
    return epoch
  }
  const isGone = (epoch: Epoch) => order.isFull() || !ring.holds(epoch.batches[0]?.at ?? 0)
  const makeRoom = () => {
    for (let epoch = order.first(); epoch !== undefined && isGone(epoch); epoch = order.first())
      forgetOldest(epoch)
  }
  return {
    since({ firstSeq, ...place }) {
      const epoch = epochs.get(keyOf(place))
      // Nearly every batch is newer than all that is known of its epoch.
      if (epoch === undefined || epoch.lastSeq < firstSeq) return []
      const found: SentBatch[] = []
      let comparedBytes = 0
      for (let index = epoch.batches.length - 1; index >= 0 && comparedBytes <= mostComparedBytes; index--) {
        const remembered = epoch.batches[index] as KeptBatch
        if (remembered.lastSeq < firstSeq) continue
        const { at, sentBytes, encoding, bytes } = remembered
        const sent = ring.read(at, sentBytes)
        if (sent === undefined) break
        found.push({ sent, encoding, bytes })
        comparedBytes += bytes
      }
      return found
    },
    keep: ({ sent, encoding, bytes }) => ({
      at: ring.write(sent),
      sentBytes: sent.length,
      encoding,
      bytes,
      lastSeq: 0,
    }),
    remember({ lastSeq, ...place }, kept) {
      makeRoom()
      kept.lastSeq = lastSeq
      order.push(remembered(keyOf(place), kept))
    },
  }
}

function keyOf({ sensor, epoch }: EpochOfSensor): string {
  return `${sensor}/${epoch}`
}

/** First in, first out; holds at most so many. */
function createQueue<Item>(most: number) {
  const items: (Item | undefined)[] = []
  let from = 0
  let count = 0
  return {
    first: () => items[from],
    isFull: () => count === most,
    push(item: Item) {
      items[(from + count) % most] = item
      count++
    },
    shift() {
      items[from] = undefined
      from = (from + 1) % most
      count--
    },
  }
}
