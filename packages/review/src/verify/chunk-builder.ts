import type { ChunkContents, EventKey } from './chunk.ts'
import type { EventPrints } from './event-prints.ts'
import { createOrdinaryCheck, type OrdinaryEvent } from './ordinary-event.ts'

/** Collects what the lines of a chunk hold. */
export interface ChunkBuilder {
  /** Takes a line that is surely an ordinary event; false for every other, which needs a closer look, and when it is full. */
  add(text: string): boolean
  /** What was collected, without `special` and `lines`. */
  take(): Omit<ChunkContents, 'special' | 'lines'>
}

export function createChunkBuilder(prints: EventPrints, mostEvents: number): ChunkBuilder {
  const isOrdinary = createOrdinaryCheck()
  const keyOf = new Uint32Array(mostEvents)
  const seqs = new Float64Array(mostEvents)
  const printed = new Float64Array(mostEvents)
  const firstTimes: number[] = []
  const lastReceived: number[] = []
  const keys = createKeyList()
  let events = 0

  function keep(event: OrdinaryEvent, print: number): void {
    const key = keys.indexOf(event)
    keyOf[events] = key
    seqs[events] = event.seq ?? 0
    printed[events] = print
    events++
    firstTimes[key] = Math.min(firstTimes[key] ?? event.time, event.time)
    lastReceived[key] = Math.max(lastReceived[key] ?? 0, event.received)
  }

  return {
    add(text) {
      const event = parsed(text)
      if (events === mostEvents || !isOrdinary(event)) return false
      const print = event.epoch === undefined ? prints.whole(event) : prints.body(event)
      if (print === undefined) return false
      keep(event, print)
      return true
    },
    take: () => ({
      keys: keys.list,
      firstTimes,
      lastReceived,
      keyOf: keyOf.slice(0, events),
      seqs: seqs.slice(0, events),
      prints: printed.slice(0, events),
    }),
  }
}

/** undefined for what is not JSON: whoever looks closer says so. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function createKeyList() {
  const list: EventKey[] = []
  const byName = new Map<string, number>()
  let last = -1
  return {
    list,
    indexOf({ sensor, group, epoch = '' }: OrdinaryEvent): number {
      const known = list[last]
      // Events of one epoch come one after the other.
      if (known?.epoch === epoch && known.sensor === sensor && known.group === group) return last
      const name = `${sensor}/${group}/${epoch}`
      last = byName.get(name) ?? list.push({ sensor, group, epoch }) - 1
      byName.set(name, last)
      return last
    },
  }
}
