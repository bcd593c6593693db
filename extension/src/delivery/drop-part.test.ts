import { countRanges, type SeqRange } from '@weaklayer/wire'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addToParts, contentOf, type DropPart, partsBytes, takeReport } from './drop-part.ts'

const types = ['Window', 'WindowLocation', 'TextInput']
const typeOf = (seq: number) => types[seq % 3] as string
const given = (seqs: readonly number[]) =>
  seqs.map(seq => ({ seq, type: typeOf(seq), timeUs: 1_000_000 + seq }))

function reportsOf(parts: DropPart[]): DropPart[] {
  const reports: DropPart[] = []
  for (let left = parts; left.length > 0; ) {
    const { report, rest } = takeReport(left)
    reports.push(report)
    left = rest
  }
  return reports
}

const seqsOf = (ranges: readonly SeqRange[]) =>
  ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, index) => from + index))

/** Each report says of its own seqs, and of nothing else, how many, of which types, and when. */
function checkReport(report: DropPart): void {
  const seqs = seqsOf(report.ranges)
  expect(report.count).toBe(seqs.length)
  for (const type of types) {
    expect(report.byType[type] ?? 0).toBe(seqs.filter(seq => typeOf(seq) === type).length)
  }
  expect([report.firstUs, report.lastUs]).toEqual([
    1_000_000 + Math.min(...seqs),
    1_000_000 + Math.max(...seqs),
  ])
  expect(JSON.stringify(contentOf(report)).length).toBeLessThan(60 * 1024)
}

test('whatever is given up in whatever order, the reports name exactly that', () => {
  const drops = fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 6000 }), { maxLength: 400 }), {
    maxLength: 12,
  })
  fc.assert(
    fc.property(drops, groups => {
      const all = new Set<number>()
      let parts: DropPart[] = []
      for (const group of groups) {
        const fresh = group.filter(seq => !all.has(seq)).sort((left, right) => left - right)
        for (const seq of fresh) all.add(seq)
        parts = addToParts(parts, given(fresh))
      }
      const reports = reportsOf(parts)
      for (const report of reports) checkReport(report)
      const named = reports.flatMap(report => seqsOf(report.ranges))
      expect(named).toEqual([...all].sort((left, right) => left - right))
    }),
    { numRuns: 60 },
  )
})

test('every second event of a whole store makes reports that an event can hold', () => {
  const odd = Array.from({ length: 100_000 }, (_, index) => 2 * index + 1)
  const reports = reportsOf(addToParts([], given(odd)))
  expect(reports.reduce((sum, report) => sum + countRanges(report.ranges), 0)).toBe(100_000)
  for (const report of reports) checkReport(report)
  expect(reports.length).toBeLessThanOrEqual(200)
})

test('what is lost without a hole stays one part, however long it gets', () => {
  let parts: DropPart[] = []
  for (let from = 1; from <= 100_000; from += 2000) {
    parts = addToParts(parts, given(Array.from({ length: 2000 }, (_, index) => from + index)))
  }
  expect(parts).toHaveLength(1)
  expect(parts[0]?.ranges).toEqual([[1, 100_000]])
  expect(partsBytes(parts)).toBeLessThan(1000)
})

test('when the rest follows the low ones, the parts grow together again', () => {
  const low = Array.from({ length: 5000 }, (_, index) => 3 * index + 1)
  const rest = Array.from({ length: 15_000 }, (_, index) => index + 1).filter(seq => seq % 3 !== 1)
  const before = addToParts([], given(low))
  expect(before.length).toBeGreaterThan(20)
  const after = addToParts(before, given(rest))
  expect(after).toHaveLength(1)
  checkReport(after[0] as DropPart)
})
