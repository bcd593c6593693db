import fc from 'fast-check'
import { expect, test } from 'vitest'
import { auditBeginning, auditHash, auditLine, chainAuditEntry } from './audit-chain.ts'
import { type AuditExpectation, createAuditCheck } from './audit-check.ts'
import { auditFileName, auditFilesIn } from './audit-file-name.ts'
import type { AuditEntry, AuditRecord } from './audit-record.ts'

/** Lines of a chain, without their line feeds. */
function chainOf(entries: readonly AuditEntry[]): string[] {
  let head = auditBeginning
  return entries.map((entry, index) => {
    const record = chainAuditEntry(entry, head, 1_763_760_000_000_000 + index)
    head = { seq: record.seq, hash: record.hash }
    return auditLine(record).trimEnd()
  })
}

function check(lines: readonly string[], expectation: AuditExpectation = {}) {
  const checking = createAuditCheck<number>()
  for (const [index, line] of lines.entries()) checking.add(line, index + 1)
  return checking.report(expectation)
}
const found = (lines: readonly string[], expectation?: AuditExpectation) =>
  check(lines, expectation).findings.map(({ kind, place }) => [kind, place])

const entry = (number: number): AuditEntry => ({
  action: 'sensor.installed',
  outcome: 'done',
  subject: { sensor: `s${number}` },
  details: { number, nested: [{ z: 1, a: null }] },
})
const eight = chainOf(Array.from({ length: 8 }, (_, index) => entry(index)))
const hashOf = (line = '') => (JSON.parse(line) as AuditRecord).hash
const without = (index: number) => eight.toSpliced(index, 1)

test('a chain as it was written is whole, and its end is told', () => {
  expect(check(eight)).toMatchObject({
    records: 8,
    findings: [],
    first: { seq: 1 },
    last: { seq: 8, hash: hashOf(eight[7]) },
  })
  expect(found(eight, { last: hashOf(eight[7]), anchors: eight.map(hashOf) })).toEqual([])
})

const forged = (number: number, previous: string) => {
  const content = { ...entry(number), seq: number, time: 7, previous }
  return auditLine({ ...content, hash: auditHash(content) }).trimEnd()
}

const edits: [what: string, lines: string[], findings: unknown[]][] = [
  ['an altered line', eight.with(3, eight[3]?.replace('s3', 's9') ?? ''), [['altered', 4]]],
  [
    'a line that is none',
    eight.with(3, 'x'),
    [
      ['unreadable', 4],
      ['removed', 5],
    ],
  ],
  ['a line with other spaces', eight.with(7, `${eight[7]} `), [['unreadable', 8]]],
  ['a removed line', without(3), [['removed', 4]]],
  ['removed lines', eight.toSpliced(2, 3), [['removed', 3]]],
  ['a removed beginning', without(0), [['beginning_missing', 1]]],
  ['a line twice', eight.toSpliced(4, 0, eight[3] ?? ''), [['inserted', 5]]],
  ['a line copied elsewhere', eight.toSpliced(6, 0, eight[1] ?? ''), [['inserted', 7]]],
  ['a forged line', eight.toSpliced(3, 0, forged(4, hashOf(eight[2]))), [['inserted', 4]]],
]

test.each(edits)('%s is found', (_what, lines, findings) => {
  expect(found(lines)).toEqual(findings)
})

test('a field that is named __proto__ counts like any other', () => {
  const details = { inner: JSON.parse('{"__proto__":{"a":1}}') as never }
  const lines = chainOf([{ ...entry(1), details }, entry(2)])
  expect(found(lines)).toEqual([])
  expect(found(lines.with(0, lines[0]?.replace('"a":1', '"a":2') ?? ''))).toEqual([['altered', 1]])
})

test('lines that changed places are named', () => {
  const swapped = eight.with(2, eight[5] ?? '').with(5, eight[2] ?? '')
  expect(found(swapped).map(([kind]) => kind)).toEqual(['moved', 'moved', 'moved', 'moved'])
})

test('a line that somebody altered together with its hash breaks the link behind it', () => {
  const altered = forged(4, hashOf(eight[2]))
  expect(found(eight.with(3, altered))).toEqual([['unlinked', 5]])
})

test('what was cut off at the end, or written anew as a whole, shows with a hash that was noted', () => {
  const cut = eight.slice(0, 5)
  expect(found(cut)).toEqual([])
  expect(found(cut, { last: hashOf(eight[7]) })).toEqual([['end_missing', undefined]])
  expect(found(cut, { anchors: [hashOf(eight[2]), hashOf(eight[6])] })).toEqual([
    ['anchor_missing', undefined],
  ])
  const anew = chainOf(Array.from({ length: 8 }, (_, index) => entry(index + 1)))
  expect(found(anew)).toEqual([])
  expect(found(anew, { anchors: [hashOf(eight[2])] })).toEqual([['anchor_missing', undefined]])
})

test('a part of a chain is whole when it follows what it should', () => {
  const part = eight.slice(3)
  expect(found(part, { from: hashOf(eight[2]) })).toEqual([])
  expect(found(part, { from: 'any' })).toEqual([])
  expect(found(part)).toEqual([['beginning_missing', 1]])
})

type Edit = (lines: string[], at: number, to: number) => string[]
const singleEdits: Record<string, Edit> = {
  remove: (lines, at) => lines.toSpliced(at, 1),
  double: (lines, at, to) => lines.toSpliced(to, 0, lines[at] ?? ''),
  move: (lines, at, to) => lines.toSpliced(at, 1).toSpliced(to, 0, lines[at] ?? ''),
  swap: (lines, at, to) => lines.with(at, lines[to] ?? '').with(to, lines[at] ?? ''),
  character: (lines, at, to) => {
    const line = lines[at] ?? ''
    const place = to % line.length
    const other = line[place] === '0' ? '1' : '0'
    return lines.with(at, line.slice(0, place) + other + line.slice(place + 1))
  },
  forge: (lines, at, to) => lines.toSpliced(at, 0, forged(to + 1, hashOf(lines[at - 1] ?? lines[0]))),
}

const entries = fc.array(
  fc.record({
    action: fc.stringMatching(/^[a-z]{1,8}\.[a-z]{1,8}$/),
    outcome: fc.constantFrom('done' as const, 'refused' as const, 'failed' as const),
    details: fc.dictionary(fc.string(), fc.jsonValue() as fc.Arbitrary<never>),
  }),
  { minLength: 2, maxLength: 12 },
)

test('any chain is whole, and any single edit of it is found', () => {
  const edit = fc.constantFrom(...Object.keys(singleEdits))
  fc.assert(
    fc.property(entries, edit, fc.tuple(fc.nat(1000), fc.nat(1000)), (given, name, [first, second]) => {
      const lines = chainOf(given)
      const last = hashOf(lines.at(-1))
      expect(found(lines, { last })).toEqual([])
      const [at, to] = [first % lines.length, second % lines.length]
      const edited = singleEdits[name]?.(lines, at, to) ?? []
      fc.pre(edited.join('\n') !== lines.join('\n'))
      expect(found(edited, { last })).not.toEqual([])
    }),
    { numRuns: 500 },
  )
})

test('files are read in the order of their records, and other files are left alone', () => {
  const names = [auditFileName(1000, 0), auditFileName(7, 1), auditFileName(7, 0), auditFileName(1, 0)]
  expect(auditFilesIn(['x.jsonl', '.weaklayer-lock', ...names])).toEqual(names.toReversed())
})
