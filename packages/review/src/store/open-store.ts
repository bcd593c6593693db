import { join } from 'node:path'
import { type DuckOptions, lazyDuck } from '../duck/duck.ts'
import type { DuckParameters, DuckRow } from '../duck/values.ts'
import type { TextNeed } from '../query/query.ts'
import { type EventPart, fromParts, type PartsWanted, partsOf } from './event-parts.ts'
import { createFaultTolerance, type StoreFault } from './fault-tolerance.ts'
import { type Manifest, readManifest } from './manifest.ts'
import { readAhead } from './read-ahead.ts'
import { type Counted, type PartCounts, readCounts } from './read-counts.ts'
import { readSeenTotals, type SeenByAll } from './seen-totals.ts'
import { StoreError } from './store-error.ts'
import { partsWithTexts } from './texts.ts'
import { storeViews } from './views.ts'
import { createViewsOnDemand } from './views-on-demand.ts'

export type { StoreFault } from './fault-tolerance.ts'

/** A store, open for reading: the views `events`, `dead_letters` and `first_seen` in a database of its own. */
export interface Store {
  directory: string
  /** What the store held at the last `refresh`. */
  manifest(): Manifest
  rows<Row = DuckRow>(sql: string, parameters?: DuckParameters): Promise<Row[]>
  stream<Row = DuckRow>(sql: string, parameters?: DuckParameters): AsyncGenerator<Row>
  /** The pieces of the view `events` that may hold what is wanted, newest first. */
  parts(wanted?: PartsWanted): Promise<EventPart[]>
  /** Says that `withTexts` will be asked about these pieces, newest first: a new process has their lists read meanwhile. */
  expectTexts(parts: readonly EventPart[]): void
  /** Of some pieces those that may hold an event which meets all needs: sometimes too many, never too few. */
  withTexts(parts: readonly EventPart[], needs: readonly TextNeed[]): Promise<EventPart[]>
  /** What is counted of a piece; undefined where its events have to be read for it. */
  counts(part: EventPart, wanted: readonly Counted[]): Promise<PartCounts | undefined>
  /** When anybody saw something, as far as totals are kept: see `firstSeen`. */
  seenByAll(what: { kind: string; value: string }): Promise<SeenByAll | 'never' | 'unknown'>
  /** What stands after FROM for some pieces of this state: a relation with the columns of `events`. */
  from(parts: readonly EventPart[]): string
  /** Takes what a writer has added since; true when there was something. */
  refresh(): Promise<boolean>
  /** Files that could not be read so far. */
  faults: readonly StoreFault[]
  /** Makes every statement that runs now fail. */
  interrupt(): void
  close(): Promise<void>
}

/**
 * Opens a store for reading. Any number of processes may, also while one writes.
 * @throws StoreError STORE_MISSING
 */
export async function openStore(directory: string, options: DuckOptions = {}): Promise<Store> {
  let manifest = await manifestOf(directory)
  const duck = lazyDuck(options)
  const tolerance = createFaultTolerance({
    duck,
    directory,
    manifest: () => manifest,
    onFault: () => views.forget(),
    renew,
  })
  const views = createViewsOnDemand(duck, () => storeViews(directory, manifest, tolerance.isFaulty))

  function answering<Result>(sql: string, act: (sql: string) => Promise<Result>): Promise<Result> {
    return tolerance.answering(sql, async text => {
      await views.makeFor(text)
      return await act(text)
    })
  }

  async function renew(): Promise<boolean> {
    const newest = await manifestOf(directory)
    if (newest.version === manifest.version) return false
    manifest = newest
    views.forget()
    return true
  }

  return {
    directory,
    manifest: () => manifest,
    rows: <Row>(sql: string, parameters?: DuckParameters) =>
      answering(sql, text => duck.rows<Row>(text, parameters)),
    async *stream<Row>(sql: string, parameters?: DuckParameters) {
      const { rows, first } = await answering(sql, async text => {
        const started = duck.stream<Row>(text, parameters)
        return { rows: started, first: await started.next() }
      })
      if (first.done !== true) yield first.value
      yield* rows
    },
    parts: async (wanted = {}) => partsOf(manifest, wanted),
    expectTexts(parts) {
      if (!duck.isStarted())
        readAhead(
          parts.flatMap(({ texts, textsBytes = 0 }) =>
            texts === undefined ? [] : [{ path: join(directory, texts), bytes: textsBytes }],
          ),
        )
    },
    withTexts: (parts, needs) => partsWithTexts({ duck, directory, faults: tolerance.faults }, parts, needs),
    counts: async (part, wanted) =>
      tolerance.isFaulty(part.path) ? undefined : await readCounts(directory, part, wanted),
    seenByAll: what => readSeenTotals(directory, manifest.firstSeen, what),
    from: parts => fromParts(directory, parts),
    refresh: renew,
    faults: tolerance.faults,
    interrupt: duck.interrupt,
    close: async () => duck.close(),
  }
}

/** Whether a directory is a store. */
export async function isStore(directory: string): Promise<boolean> {
  return (await readManifest(directory)) !== undefined
}

async function manifestOf(directory: string): Promise<Manifest> {
  const manifest = await readManifest(directory)
  if (manifest !== undefined) return manifest
  throw new StoreError(
    'STORE_MISSING',
    `there is no store in ${directory}`,
    'Make one with `weaklayer import DIRECTORY --store STORE`.',
  )
}
