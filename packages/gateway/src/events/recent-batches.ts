import { createByteRing } from './byte-ring.ts'

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

/** Where the bytes of a batch are in the ring. */
interface Remembered {
  at: number
  lineBytes: number
  letterBytes: number
  lastSeq: number
}

interface Epoch {
  key: string
  lastSeq: number
  /** Oldest first. */
  batches: Remembered[]
}

/** What a small batch takes beside its bytes, so that the number of batches is bounded too. */
const leastBytes = 400
/** Most bytes that one batch is compared with, besides the newest one. */
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
  const isGone = (epoch: Epoch) => order.isFull() || !ring.holds(epoch.batches[0]?.at ?? 0)
  const makeRoom = () => {
    for (let epoch = order.first(); epoch !== undefined && isGone(epoch); epoch = order.first())
      forgetOldest(epoch)
  }
  const read = ({ at, lineBytes, letterBytes }: Remembered): DurableBatch | undefined => {
    const bytes = ring.read(at, lineBytes + letterBytes)
    if (bytes === undefined) return undefined
    const letters = bytes.toString('utf8', lineBytes).split('\n').slice(0, -1)
    return { lines: bytes.subarray(0, lineBytes), letters }
  }

  return {
    since({ firstSeq, ...place }) {
      const epoch = epochs.get(keyOf(place))
      // Nearly every batch is newer than all that is known of its epoch.
      if (epoch === undefined || epoch.lastSeq < firstSeq) return []
      const found: DurableBatch[] = []
      let bytes = 0
      for (let index = epoch.batches.length - 1; index >= 0 && bytes <= mostComparedBytes; index--) {
        const remembered = epoch.batches[index] as Remembered
        if (remembered.lastSeq < firstSeq) continue
        const batch = read(remembered)
        if (batch === undefined) break
        found.push(batch)
        bytes += remembered.lineBytes + remembered.letterBytes
      }
      return found
    },
    remember({ lastSeq, ...place }, { lines, letters }) {
      const key = keyOf(place)
      const letterText = Buffer.from(letters.join(''))
      const at = ring.write(lines)
      ring.write(letterText)
      makeRoom()
      const epoch = epochs.get(key) ?? { key, lastSeq: 0, batches: [] }
      epoch.lastSeq = Math.max(epoch.lastSeq, lastSeq)
      epoch.batches.push({ at, lineBytes: lines.length, letterBytes: letterText.length, lastSeq })
      epochs.set(key, epoch)
      order.push(epoch)
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
