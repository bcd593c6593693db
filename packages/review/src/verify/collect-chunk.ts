import { addRange, type GapProof, type SeqRange } from '@weaklayer/wire'
import type { ChunkContents } from './chunk.ts'
import type { CompactIndex } from './compact-index.ts'

/** What the events of one key in one chunk add up to. */
interface Tally {
  ranges: SeqRange[]
  stored: number
  doubled: number
  conflicts: number[]
}

/** Reads the ordinary events of a chunk and hands them to the proof, those of each epoch together. */
export function collectOrdinary(contents: ChunkContents, index: CompactIndex, proof: GapProof): void {
  const tallies = tally(contents, index)
  for (const [key, { sensor, group, epoch }] of contents.keys.entries()) {
    proof.addRead({
      ...(tallies[key] as Tally),
      sensor,
      group,
      epoch: epoch === '' ? undefined : epoch,
      firstTime: contents.firstTimes[key] as number,
      lastReceived: contents.lastReceived[key] as number,
    })
  }
}

function tally({ keys, keyOf, seqs, prints }: ChunkContents, index: CompactIndex): Tally[] {
  const tallies = keys.map((): Tally => ({ ranges: [], stored: 0, doubled: 0, conflicts: [] }))
  const readers = keys.map(key => readerOf(key, index))
  const run = createRun()
  for (let at = 0; at < keyOf.length; at++) {
    const key = keyOf[at] as number
    const seq = seqs[at] as number
    const into = tallies[key] as Tally
    const reading = (readers[key] as SeqReader)(seq, prints[at] as number)
    if (reading === 'double') into.doubled++
    else {
      into.stored++
      if (reading === 'conflict') into.conflicts.push(seq)
      if (seq > 0) run.add(into.ranges, seq)
    }
  }
  run.end()
  return tallies
}

type SeqReader = (seq: number, print: number) => 'new' | 'double' | 'conflict'

function readerOf(key: ChunkContents['keys'][number], index: CompactIndex): SeqReader {
  if (key.epoch !== '') return index.ordinary(key, key.epoch)
  const set = index.withoutEpoch(key.sensor)
  return (_, print) => (set.add(print) ? 'new' : 'double')
}

/** Seqs mostly ascend one by one: a run of them is added at once. */
function createRun() {
  let ranges: SeqRange[] = []
  let from = 0
  let to = -1
  const end = () => {
    if (from <= to) addRange(ranges, from, to)
  }
  return {
    add(into: SeqRange[], seq: number): void {
      if (into === ranges && seq === to + 1) {
        to = seq
        return
      }
      end()
      ranges = into
      from = seq
      to = seq
    },
    end,
  }
}
