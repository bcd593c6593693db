import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addRange, countRanges, inRanges, missingRanges, type SeqRange } from './seq-ranges.ts'

const run = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.nat(8))
  .map(([from, more]) => [from, from + more] as const)

const seqsOf = (ranges: readonly SeqRange[]) =>
  ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, index) => from + index))

test('runs hold exactly the seqs that were added, sorted, apart and never touching', () => {
  fc.assert(
    fc.property(fc.array(run), runs => {
      const ranges: SeqRange[] = []
      for (const [from, to] of runs) addRange(ranges, from, to)
      const expected = [...new Set(seqsOf(runs))].sort((left, right) => left - right)
      expect(seqsOf(ranges)).toEqual(expected)
      expect(countRanges(ranges)).toBe(expected.length)
      for (const [index, [from]] of ranges.entries())
        expect(from).toBeGreaterThan((ranges[index - 1]?.[1] ?? -1) + 1)
      for (let seq = 0; seq <= 50; seq++) expect(inRanges(ranges, seq)).toBe(expected.includes(seq))
    }),
  )
})

test('missing are the seqs up to the last one that no run holds', () => {
  fc.assert(
    fc.property(fc.array(run), fc.nat(50), (runs, last) => {
      const ranges: SeqRange[] = []
      for (const [from, to] of runs) addRange(ranges, from, to)
      const present = new Set(seqsOf(runs))
      const expected = Array.from({ length: last }, (_, index) => index + 1).filter(seq => !present.has(seq))
      expect(seqsOf(missingRanges(ranges, last))).toEqual(expected)
    }),
  )
})

test('a run of all numbers costs nothing', () => {
  const ranges: SeqRange[] = []
  addRange(ranges, 2, Number.MAX_SAFE_INTEGER)
  expect(missingRanges(ranges, Number.MAX_SAFE_INTEGER)).toEqual([[1, 1]])
})
