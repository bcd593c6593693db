import type { KeyRange } from '@weaklayer/extension/testing'
import type { SeqRange } from '@weaklayer/wire'

/** What a store says was given up and is not reported yet. */
export interface GivenUp {
  /** By key: the ids of events, or how many messages that never became events. */
  pending: Map<string, Set<string> | number>
  /** All ids that were ever given up. */
  ever: Set<string>
  /** Messages that were given up before they became events. */
  unnumbered: number
  /** Ids that came with the running commit, and those that waited before it. */
  added: Set<string>
  ended: Set<string>
}

export function noGivenUp(): GivenUp {
  return { pending: new Map(), ever: new Set(), unnumbered: 0, added: new Set(), ended: new Set() }
}

export function copyOfGivenUp(given: GivenUp): GivenUp {
  return { ...noGivenUp(), pending: new Map(given.pending), ever: new Set(given.ever) }
}

/** The store is gone; returns the ids whose reports went with it. */
export function forgetGivenUp({ pending }: GivenUp): string[] {
  const ids = [...pending.values()].flatMap(waiting => (typeof waiting === 'number' ? [] : [...waiting]))
  pending.clear()
  return ids
}

interface Written {
  epoch?: { epoch: string }
  parts: { count: number; ranges: SeqRange[] }[]
}

export function takeGivenUp(given: GivenUp, { key, value }: { key: string; value: unknown }): void {
  const { epoch, parts } = value as Written
  if (epoch === undefined) takeCount(given, key, parts)
  else takeIds(given, key, new Set(parts.flatMap(part => idsOf(epoch.epoch, part.ranges))))
}

/** Records of reports that were made. */
export function endReports(given: GivenUp, { from, to }: KeyRange<unknown>): void {
  for (const [key, waiting] of given.pending) {
    if (key < from || key > to) continue
    if (typeof waiting !== 'number') for (const id of waiting) given.ended.add(id)
    given.pending.delete(key)
  }
}

/** What one commit gave up, and what it no longer keeps for a report. */
export function settledGivenUp(given: GivenUp): { added: Set<string>; ended: Set<string> } {
  const { added, ended } = given
  given.added = new Set()
  given.ended = new Set()
  for (const id of added) given.ever.add(id)
  return { added, ended }
}

function takeCount(given: GivenUp, key: string, parts: Written['parts']): void {
  const count = parts.reduce((sum, part) => sum + part.count, 0)
  given.unnumbered += count - Number(given.pending.get(key) ?? 0)
  given.pending.set(key, count)
}

function takeIds(given: GivenUp, key: string, ids: Set<string>): void {
  const before = given.pending.get(key)
  const known = before instanceof Set ? before : new Set<string>()
  for (const id of ids) if (!known.has(id)) given.added.add(id)
  for (const id of known) if (!ids.has(id)) given.ended.add(id)
  given.pending.set(key, ids)
}

function idsOf(epoch: string, ranges: readonly SeqRange[]): string[] {
  return ranges.flatMap(([from, to]) =>
    Array.from({ length: to - from + 1 }, (_, index) => `${epoch}/${from + index}`),
  )
}
