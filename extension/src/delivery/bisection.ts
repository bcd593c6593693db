/** The search for an event that the gateway refuses. Empty when nothing is searched. */
export interface Bisection {
  /** Most events of the next batch. */
  limit?: number
  /** The refused one is at or before this seq of its epoch. */
  suspect?: { epochIndex: number; to: number }
  /** Events given up in a row, with nothing delivered between them. */
  drops?: number
  /** Something was delivered during the search: not all is refused. */
  delivered?: boolean
}

export interface TriedBatch {
  epochIndex: number
  to: number
  events: number
}

export type BisectionStep =
  | { do: 'retry_smaller'; bisection: Bisection }
  | { do: 'drop_batch'; bisection: Bisection }

/** After 400: the search goes on in the first half, until one event is alone. */
export function afterUnreadable(bisection: Bisection, tried: TriedBatch): BisectionStep {
  const { drops = 0, delivered = false } = bisection
  if (tried.events === 1) {
    // Two in a row: the rest is likely the same, so it is tried one by one instead of halved each time.
    const more = drops + 1 >= 2 ? { limit: 1 } : {}
    return { do: 'drop_batch', bisection: { ...more, drops: drops + 1, delivered } }
  }
  const suspect = { epochIndex: tried.epochIndex, to: tried.to }
  // Of three, one by one costs no more than halves where one is refused, and less where all are.
  const limit = drops === 0 && tried.events > 3 ? Math.ceil(tried.events / 2) : 1
  return { do: 'retry_smaller', bisection: { limit, suspect, drops, delivered } }
}

/** After 413: halves the batch until it fits; an event that is alone never will. */
export function afterTooLarge(bisection: Bisection, tried: TriedBatch): BisectionStep {
  if (tried.events === 1) return { do: 'drop_batch', bisection: { ...bisection, drops: 0 } }
  return { do: 'retry_smaller', bisection: { limit: Math.floor(tried.events / 2) } }
}

export type AfterDelivery =
  | { do: 'continue'; bisection: Bisection }
  /** The batch without it was taken, the one with it was not. */
  | { do: 'drop_suspect'; bisection: Bisection }

/** After a delivery; `suspects` counts the events between it and the end of the suspected run. */
export function afterDelivered(bisection: Bisection, suspects: number, mostEvents: number): AfterDelivery {
  if (bisection.suspect === undefined) return { do: 'continue', bisection: grown(bisection, mostEvents) }
  if (suspects === 0) return { do: 'continue', bisection: {} }
  if (suspects === 1) return { do: 'drop_suspect', bisection: { drops: 1, delivered: true } }
  return {
    do: 'continue',
    bisection: { limit: Math.ceil(suspects / 2), suspect: bisection.suspect, drops: 0, delivered: true },
  }
}

function grown(bisection: Bisection, mostEvents: number): Bisection {
  const limit = (bisection.limit ?? mostEvents) * 2
  return limit >= mostEvents ? {} : { limit }
}
