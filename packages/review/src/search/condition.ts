import type { DuckParameters } from '../duck/values.ts'
import { compileQuery } from '../query/compile-query.ts'
import type { Query, QueryNode, TextNeed } from '../query/query.ts'
import { requiredTexts } from '../query/required-texts.ts'
import { timeRange } from '../query/time-range.ts'
import type { EventPart, PartsWanted } from '../store/event-parts.ts'
import type { Store } from '../store/open-store.ts'

/** Which events a question is about; without anything all of them. */
export interface Asked {
  query?: Query | undefined
  /** `time` from here on, microseconds since 1970 UTC. */
  fromUs?: number | undefined
  /** `time` before this, microseconds since 1970 UTC. */
  toUs?: number | undefined
}

/** A WHERE expression over `events` with its parameters, and which pieces of the store can hold what meets it. */
export interface Condition {
  sql: string
  parameters: DuckParameters
  wanted: PartsWanted
  /** What texts of an event have to meet: see `Store.withTexts`. */
  texts: readonly TextNeed[]
  /** Whether every event in the time of `wanted` meets it. */
  isOnlyTime: boolean
}

/** The pieces of a store that can hold what meets a condition. */
export async function partsFor(store: Store, { wanted, texts }: Condition): Promise<EventPart[]> {
  const parts = await store.parts(wanted)
  if (texts.length > 0) store.expectTexts(parts)
  return await store.withTexts(parts, texts)
}

export function conditionOf({ query = { root: undefined }, fromUs, toUs }: Asked): Condition {
  const compiled = compileQuery(query)
  const said = timeRange(query)
  const lastUs = lowest(toUs === undefined ? undefined : toUs - 1, said.toUs)
  const firstUs = highest(fromUs, said.fromUs)
  const parts = [
    `(${compiled.sql})`,
    ...(firstUs === undefined ? [] : ['"time" >= $firstUs']),
    ...(lastUs === undefined ? [] : ['"time" <= $lastUs']),
  ]
  return {
    sql: parts.join(' AND '),
    parameters: {
      ...compiled.parameters,
      ...(firstUs === undefined ? {} : { firstUs: BigInt(firstUs) }),
      ...(lastUs === undefined ? {} : { lastUs: BigInt(lastUs) }),
    },
    texts: requiredTexts(query),
    isOnlyTime: query.root === undefined || isOnlyTime(query.root),
    wanted: {
      ...(firstUs === undefined ? {} : { fromUs: firstUs }),
      ...(lastUs === undefined ? {} : { toUs: lastUs }),
    },
  }
}

function isOnlyTime(node: QueryNode): boolean {
  if (node.kind === 'all') return node.of.every(isOnlyTime)
  return node.kind === 'field' && node.field === 'time' && node.test.kind === 'time'
}

function highest(left: number | undefined, right: number | undefined): number | undefined {
  return left === undefined || right === undefined ? (left ?? right) : Math.max(left, right)
}

function lowest(left: number | undefined, right: number | undefined): number | undefined {
  return left === undefined || right === undefined ? (left ?? right) : Math.min(left, right)
}
