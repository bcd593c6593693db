import type { StoredEvent } from '@weaklayer/wire'
import type { EventColumnName } from './event-columns.ts'

/** A query that was understood: what `matches`, `compileQuery` and `printQuery` take. */
export interface Query {
  /** What an event has to meet; undefined for the empty query, which every event meets. */
  root: QueryNode | undefined
}

/** A condition, or conditions joined. `all` and `any` have two or more members. */
export type QueryNode =
  | { kind: 'all'; of: readonly QueryNode[] }
  | { kind: 'any'; of: readonly QueryNode[] }
  | { kind: 'not'; of: QueryNode }
  | { kind: 'text'; pattern: TextPattern }
  | { kind: 'field'; field: string; test: FieldTest }

/** Text to look for, in any case of its letters. */
export type TextPattern =
  | { kind: 'plain'; text: string }
  /** Pieces in their order: literal text, `*` for any text, `?` for one character. */
  | { kind: 'wildcard'; pieces: readonly WildcardPiece[] }
  | { kind: 'regex'; source: string }

export type WildcardPiece = { literal: string } | '*' | '?'

export type Comparison = '<' | '<=' | '>' | '>='

/** What the value of a field has to meet. Values keep the text in which they were written. */
export type FieldTest =
  | { kind: 'has' }
  | { kind: 'is'; pattern: TextPattern }
  | { kind: 'isTrue'; value: boolean }
  | { kind: 'number'; compare: Comparison | '='; written: string; value: number }
  /** Microseconds since 1970 UTC; `fromUs` is the first one meant and `toUs` the first one after. */
  | { kind: 'time'; compare: Comparison | '='; written: string; fromUs: number; toUs: number }
  | { kind: 'network'; written: string }

/** An event with what the store knows about it beyond its own fields. null: not known. */
export interface EventInContext {
  event: StoredEvent
  label: string | null
  device: string | null
  user: string | null
  hostname: string | null
  conflict: boolean
}

export type QueryReading = { status: 'ok'; query: Query } | QueryFault

/** Why a text is not a query. */
export interface QueryFault {
  status: 'invalid'
  /** What is wrong, in one sentence. */
  message: string
  /** Where: UTF-16 units of the text, from `start` up to `end`; both are its length for a text that ends too early. */
  at: { start: number; end: number }
  /** What could stand there instead. */
  expected: readonly string[]
}

export interface ParseOptions {
  /** What relative times count from, microseconds since 1970 UTC. */
  nowUs: number
  /** Reads times without a zone as UTC instead of local time. @default false */
  utc?: boolean
}

/** A WHERE expression over the view `events` and the values of its `$q1`, `$q2` … */
export interface CompiledQuery {
  sql: string
  /** By name without the dollar sign. */
  parameters: Record<string, string | number | bigint | boolean>
}

/** Text that must occur in every event which meets a query: one of `anyOf` does. */
export interface TextNeed {
  anyOf: readonly NeededText[]
}

export interface NeededText {
  /** A value of one of these columns has it; `rest` stands for every text inside of it. undefined: any free text. */
  columns: readonly EventColumnName[] | undefined
  /** `textMatches(pattern, value, whole)` decides, and `compileText` says the same in SQL. */
  pattern: TextPattern
  /** Whether the whole value has to meet the pattern, or any part of it. */
  whole: boolean
}
