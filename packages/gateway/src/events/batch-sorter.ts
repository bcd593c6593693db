import { createOrderCheck, type OrderCheck } from '@weaklayer/wire'
import { giveBack } from '../body/give-back.ts'
import type { ElementTaker } from '../body/parse-array.ts'
import type { EventLimits } from './event-limits.ts'
import { type KnownContents, type ReadOptions, readContents } from './known-contents.ts'
import type { KnownShapes } from './known-shapes.ts'
import { linesAsSent } from './lines-as-sent.ts'
import type { SentBatch } from './recent-batches.ts'
import { type Sorting, type SortOutcome, sortEvents, startSorting, takeAll } from './sort-events.ts'
import { type Event, lineEnd, type Origin } from './stored-content.ts'

export interface SorterOptions {
  origin: Origin
  limits: EventLimits
  /** Of events that came before. */
  shapes: KnownShapes
  /** Batches that hold something durable of an epoch from a seq on. */
  since: (start: { epoch: string; firstSeq: number }) => readonly SentBatch[]
  /** How those batches are read; `breathe` is also called between events, so that a large batch does not block other requests. */
  parsing: ReadOptions
}

/** Sorts a batch while it is parsed. Nothing of it has been written when it ends. */
export interface BatchSorter extends ElementTaker {
  end(): SortOutcome
}

interface State {
  check: OrderCheck
  sorting: Sorting
  known: KnownContents | undefined
  lines: Buffer[]
  /** Index of an event of the next part whose shape is not known. */
  unknown: number | undefined
}

const nothing: KnownContents = new Map()

export function createBatchSorter(options: SorterOptions): BatchSorter {
  const { origin, limits, shapes, since, parsing } = options
  const begin = (): State => ({
    check: createOrderCheck(),
    sorting: startSorting(),
    known: undefined,
    lines: [],
    unknown: undefined,
  })
  let state = begin()
  return {
    restart() {
      state = begin()
    },
    takeText(text) {
      const reading = shapes.read(text, limits)
      state.unknown = reading.status === 'unknown' ? reading.index : undefined
      if (reading.status === 'unknown') return 0
      const { count, epoch, firstSeq, lastSeq } = reading.events
      if (state.known === undefined && since({ epoch, firstSeq }).length > 0) return 0
      state.known ??= nothing
      if (state.known.size > 0) return 0
      const { check, sorting, lines } = state
      check.addAscending({ epoch, firstSeq, lastSeq, events: count })
      takeAll(sorting, count)
      lines.push(linesAsSent(text, reading.events, Buffer.from(lineEnd(origin))))
      return count
    },
    async take(elements) {
      const { check, sorting, lines } = state
      check.add(elements)
      const order = check.order()
      if (order.status === 'invalid' || sorting.hasConflict) return
      const events = elements as Event[]
      state.known ??= order.status === 'epoch' ? await readContents(since(order), parsing) : nothing
      const { breathe } = parsing
      lines.push(await sortEvents(sorting, events, { origin, limits, breathe, known: state.known }))
      const example = events[state.unknown ?? events.length]
      if (example !== undefined) shapes.learn(example, limits)
    },
    end() {
      const { check, sorting, lines } = state
      const order = check.order()
      if (order.status === 'invalid') return order
      if (sorting.hasConflict) return { status: 'conflict' }
      const { hasConflict: _, index: _index, ...sorted } = sorting
      return { status: 'sorted', order, batch: { lines: join(lines), ...sorted } }
    },
  }
}

function join(parts: readonly Buffer[]): Buffer {
  if (parts.length === 1) return parts[0] as Buffer
  const joined = Buffer.concat(parts)
  for (const part of parts) giveBack(part)
  return joined
}
