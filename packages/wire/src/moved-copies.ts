import type { Body } from './content-index.ts'
import { type Collected, epochKey, type Moves } from './proof-state.ts'

/** What events that were moved add up to, for one sensor. */
interface MovedCopies {
  /** Moved events that are stored under another id too. */
  doubled: number
  /** Events without seq that moved Dropped events tell of, by reason, each told once. */
  unnumbered: { reason: string; count: number }[]
}

export interface MovedSummary {
  /** By sensor. */
  copies: Map<string, MovedCopies>
  /** Lowest seq, by epoch, under which something else is stored than the event that left it. */
  taken: Map<string, number>
}

/** Finds which of the moved events are stored more than once; each counts under the id that it had first. */
export function movedCopies(collected: Collected): MovedSummary {
  const summary: MovedSummary = { copies: new Map(), taken: new Map() }
  for (const targets of collected.moves.values()) {
    const seen = new Set<string>()
    // Which of several copies is the double must not depend on the order of reading.
    const sorted = [...targets].sort(([left], [right]) => (left < right ? -1 : 1))
    for (const [, moves] of sorted) addCopies(collected, { moves, seen, summary })
  }
  return summary
}

interface Adding {
  moves: Moves
  seen: Set<string>
  summary: MovedSummary
}

function addCopies(collected: Collected, { moves, seen, summary }: Adding): void {
  const { ofSensor: sensor, ofEpoch: epoch } = moves
  const copies = summary.copies.get(moves.sensor) ?? { doubled: 0, unnumbered: [] }
  summary.copies.set(moves.sensor, copies)
  for (const [index, body] of moves.bodies.entries()) {
    if (body === undefined) continue
    const seq = moves.olds[index] as number
    const held = collected.contents.find({ sensor, epoch, seq }, body)
    if (held === 'other') take(summary.taken, epochKey(sensor, epoch), seq)
    if (held === 'same' || isKnown(seen, seq, body)) copies.doubled++
    else copies.unnumbered.push(...toldBy(moves, index))
  }
}

function toldBy({ unnumbered }: Moves, index: number) {
  const told = unnumbered.get(index)
  return told === undefined ? [] : [told]
}

function take(taken: Map<string, number>, key: string, seq: number): void {
  taken.set(key, Math.min(taken.get(key) ?? seq, seq))
}

function isKnown(seen: Set<string>, seq: number, body: Body): boolean {
  const key = `${seq}/${body}`
  if (seen.has(key)) return true
  seen.add(key)
  return false
}
