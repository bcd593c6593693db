import type { SeqRange, StoredEvent } from '@weaklayer/wire'
import { type EventRow, eventOfRow } from '../query/event-row.ts'
import type { Store } from '../store/open-store.ts'
import { allColumns } from './found-event.ts'
import { isSpecial, ofSensor } from './special-events.ts'

/** What a store holds of one epoch. */
export interface EpochSeqs {
  sensor: string
  group: string
  /** Absent for events without epoch or seq. */
  epoch: string | undefined
  events: number
  /** Those that the proof need not read by themselves: neither special nor on a seq that holds several. */
  stored: number
  ranges: SeqRange[]
  /** Seqs that hold several events. */
  shared: number[]
  firstTime: number
  lastReceived: number
}

interface EpochRow {
  sensor: string
  group: string
  epoch: string | null
  events: number
  ordinary: number
  low: number
  high: number
  firstTime: number
  lastReceived: number
  /** Sorted; null where every seq from `low` to `high` is there once. */
  seqs: number[] | null
  /** Seqs of ordinary events, where `seqs` is not null. */
  ordinarySeqs: number[] | null
}

/** Up to here one statement holds the seqs of all epochs in memory, 8 bytes each. */
const mostRowsAtOnce = 20_000_000

/** The seqs of each epoch; special events are among them. */
export async function* epochSeqs(store: Store, sensor: string | undefined): AsyncGenerator<EpochSeqs> {
  const rows = (await store.parts()).reduce((sum, part) => sum + part.rows, 0)
  const passes = sensor === undefined ? Math.max(1, Math.ceil(rows / mostRowsAtOnce)) : 1
  for (let pass = 0; pass < passes; pass++) {
    const some = passes === 1 ? ofSensor(sensor) : `hash("sensor") % ${passes} = ${pass}`
    yield* (await epochRows(store, { some, sensor })).map(seqsOf)
  }
}

async function epochRows(store: Store, { some, sensor }: { some: string; sensor: string | undefined }) {
  return await store.rows<EpochRow>(
    `WITH places AS (
       SELECT "sensor", "group", CASE WHEN "seq" IS NOT NULL THEN "epoch" END AS "epoch",
         CASE WHEN "epoch" IS NOT NULL THEN "seq" END AS "seq", "time", "received", NOT ${isSpecial} AS "ordinary"
       FROM events WHERE ${some}),
     epochs AS (
       SELECT "sensor", min("group") AS "group", "epoch", count(*) AS "events", count(*) FILTER ("ordinary") AS "ordinary",
         min("seq") AS "low", max("seq") AS "high", min("time") AS "firstTime", max("received") AS "lastReceived",
         list("seq") AS "all", list("seq") FILTER ("ordinary") AS "some"
       FROM places GROUP BY ALL)
     SELECT * EXCLUDE ("all", "some"), "epoch" IS NOT NULL
         AND NOT ("events" = "high" - "low" + 1 AND list_unique("all") = "events") AS "odd",
       CASE WHEN "odd" THEN list_sort("all") END AS "seqs",
       CASE WHEN "odd" THEN list_sort("some") END AS "ordinarySeqs"
     FROM epochs`,
    sensor === undefined ? {} : { sensor },
  )
}

function seqsOf(row: EpochRow): EpochSeqs {
  const { sensor, group, events, firstTime, lastReceived, low, high } = row
  const epoch = row.epoch ?? undefined
  const known = { sensor, group, epoch, events, firstTime, lastReceived }
  if (row.seqs === null)
    return { ...known, stored: row.ordinary, ranges: epoch === undefined ? [] : [[low, high]], shared: [] }
  const { ranges, shared } = runsOf(row.seqs)
  const left = new Set(shared)
  const beside = (row.ordinarySeqs ?? []).filter(seq => left.has(seq)).length
  return { ...known, stored: row.ordinary - beside, ranges, shared }
}

/** Runs of sorted numbers, and those that are there several times. */
export function runsOf(sorted: readonly number[]): { ranges: SeqRange[]; shared: number[] } {
  const ranges: SeqRange[] = []
  const shared: number[] = []
  let last: [number, number] | undefined
  for (const seq of sorted) {
    if (last?.[1] === seq) {
      if (shared.at(-1) !== seq) shared.push(seq)
    } else if (last !== undefined && last[1] + 1 === seq) last[1] = seq
    else {
      last = [seq, seq]
      ranges.push(last)
    }
  }
  return { ranges, shared }
}

export interface SeqPosition {
  sensor: string
  epoch: string
  seq: number
}

const positionsAtOnce = 20_000

/** The events at some places. */
export async function* rowsAt(
  store: Store,
  positions: readonly SeqPosition[],
): AsyncGenerator<{ event: StoredEvent; special: boolean }> {
  for (let at = 0; at < positions.length; at += positionsAtOnce) {
    const some = positions.slice(at, at + positionsAtOnce)
    const rows = store.stream<EventRow & { special: boolean }>(
      `SELECT ${allColumns}, ${isSpecial} AS "special" FROM events
       WHERE "sensor" IN (SELECT unnest($sensors)) AND "epoch" IN (SELECT unnest($epochs))
         AND "sensor" || '/' || "epoch" || '/' || "seq" IN (SELECT unnest($places))`,
      {
        sensors: [...new Set(some.map(({ sensor }) => sensor))],
        epochs: [...new Set(some.map(({ epoch }) => epoch))],
        places: some.map(({ sensor, epoch, seq }) => `${sensor}/${epoch}/${seq}`),
      },
    )
    for await (const row of rows) yield { event: eventOfRow(row), special: row.special }
  }
}
