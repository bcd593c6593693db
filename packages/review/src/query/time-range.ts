import type { FieldTest, Query, QueryNode } from './query.ts'

/** Bounds of the `time` of events, both ends included, microseconds since 1970 UTC; absent where there is none. */
export interface TimeRange {
  fromUs?: number
  toUs?: number
}

/** The time in which every event lies that meets the query: never too short. */
export function timeRange({ root }: Query): TimeRange {
  const { from, to } = root === undefined ? allTime : spanOf(root)
  return {
    ...(from > allTime.from ? { fromUs: from } : {}),
    ...(to < allTime.to ? { toUs: to } : {}),
  }
}

interface Span {
  from: number
  to: number
}

const allTime: Span = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }

function spanOf(node: QueryNode): Span {
  if (node.kind === 'all' || node.kind === 'any') {
    const spans = node.of.map(spanOf)
    const [inner, outer] = node.kind === 'all' ? [Math.max, Math.min] : [Math.min, Math.max]
    return { from: inner(...spans.map(({ from }) => from)), to: outer(...spans.map(({ to }) => to)) }
  }
  const isTime = node.kind === 'field' && node.field === 'time' && node.test.kind === 'time'
  return isTime ? testSpan(node.test as TimeTest) : allTime
}

type TimeTest = Extract<FieldTest, { kind: 'time' }>

function testSpan({ compare, fromUs, toUs }: TimeTest): Span {
  switch (compare) {
    case '=':
      return { from: fromUs, to: toUs - 1 }
    case '<':
      return { from: allTime.from, to: fromUs - 1 }
    case '<=':
      return { from: allTime.from, to: toUs - 1 }
    case '>':
      return { from: toUs, to: allTime.to }
    case '>=':
      return { from: fromUs, to: allTime.to }
  }
}
