import { createOrderCheck, type OrderCheck } from '@weaklayer/wire'
import { giveBack } from '../body/give-back.ts'
import type { ElementTaker } from '../body/parse-array.ts'
import type { EventLimits } from './event-limits.ts'
import type { KnownContents } from './known-contents.ts'
import { type Sorting, type SortOutcome, sortEvents, startSorting } from './sort-events.ts'
import type { Origin } from './stored-content.ts'

export interface SorterOptions {
  origin: Origin
  limits: EventLimits
  /** What is durable of an epoch from a seq on. */
  recall: (start: { epoch: string; firstSeq: number }) => Promise<KnownContents>
  /** Called between events, so that a large batch does not block other requests. */
  breathe: () => Promise<void>
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
}

const nothing: KnownContents = new Map()

export function createBatchSorter(options: SorterOptions): BatchSorter {
  const { recall } = options
  const begin = (): State => ({
    check: createOrderCheck(),
    sorting: startSorting(),
    known: undefined,
    lines: [],
  })
  let state = begin()
  return {
    restart() {
      state = begin()
    },
    async take(part) {
      const { check, sorting, lines } = state
      check.add(part.elements)
      const order = check.order()
      if (order.status === 'invalid' || sorting.hasConflict) return
      state.known ??= order.status === 'epoch' ? await recall(order) : nothing
      lines.push(await sortEvents(sorting, part, { ...options, known: state.known }))
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
