import fc from 'fast-check'
import { fieldOf } from '../find-field.ts'
import type { Comparison, ParseOptions, Query, QueryNode, TextPattern } from '../query.ts'
import { readFieldTest } from '../read-field-test.ts'
import { pattern } from './patterns-for-tests.ts'

/** Made-up queries. */
const nowUs = 1_763_800_000_000_000
export const testOptions: ParseOptions = { nowUs, utc: true }

const fieldNames = [
  'time',
  'received',
  'type',
  'sensor',
  'group',
  'epoch',
  'seq',
  'label',
  'device',
  'user',
  'host',
  'path',
  'search',
  'hash',
  'port',
  'tab',
  'incognito',
  'windowReference',
  'isTopLevelWindow',
  'textHash',
  'textLength',
  'inputType',
  'filled',
  'userAgent',
  'severity',
  'conflict',
  'address',
  'queuedBytes',
  'oldestAgeMs',
  'previous',
  'previous.epoch',
  'previous.lastSeq',
  'policyProblems',
  'policyProblems.path',
  'disabledSources',
  'incognitoAllowed',
  'firstTime',
  'ranges',
  'dropped.quota.Window',
  'rest.odd',
  'rest.odd.deep',
  'was.before.seq',
  'clockSkewMs',
]
const typedWords = [
  'true',
  'false',
  '0',
  '5',
  '-3',
  '1.5',
  '42',
  '1e3',
  '2kB',
  '90s',
  '24h',
  'today',
  '2025-11-22',
  '2025-11-22T08',
  '1763760000000003',
  '2025-11-21T21:20:00.000002Z',
  '10.0.0.0/8',
  '2001:db8::/32',
  '10.1.2.3',
  'QUJD',
  'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=',
  'QUJ*',
]
const compare = fc.constantFrom<Comparison | '='>('=', '=', '=', '=', '<', '<=', '>', '>=')
const value = fc.oneof(
  fc
    .constantFrom(...typedWords)
    .map(text => (text.endsWith('*') ? starred(text) : ({ kind: 'plain', text } as const))),
  pattern,
)

function starred(text: string): TextPattern {
  return { kind: 'wildcard', pieces: [{ literal: text.slice(0, -1) }, '*'] }
}

const fieldNode: fc.Arbitrary<QueryNode> = fc
  .record({ name: fc.constantFrom(...fieldNames), compare, value })
  .map(({ name, compare: how, value: written }) => nodeOf(name, how, written))
  .filter(node => node !== undefined)

function nodeOf(name: string, how: Comparison | '=', written: TextPattern): QueryNode | undefined {
  const field = fieldOf(name)
  if (field === undefined) throw new Error(`no field ${name}`)
  const place = { start: 0, end: 0 }
  const text = written.kind === 'plain' ? written.text : ''
  const wholeValue = { status: 'written', pattern: written, isWord: true, text, ...place } as const
  const test = readFieldTest({ field, compare: how, operatorAt: place, value: wholeValue }, testOptions)
  return 'status' in test ? undefined : { kind: 'field', field: field.name, test }
}

const leaf: fc.Arbitrary<QueryNode> = fc.oneof(
  { weight: 3, arbitrary: fieldNode },
  { weight: 1, arbitrary: fc.constantFrom(...fieldNames).map(hasNode) },
  {
    weight: 1,
    arbitrary: pattern
      .filter(one => one.kind !== 'plain' || one.text !== '')
      .map(one => ({ kind: 'text' as const, pattern: one })),
  },
)

function hasNode(name: string): QueryNode {
  return { kind: 'field', field: fieldOf(name)?.name ?? '', test: { kind: 'has' } }
}

const { node } = fc.letrec<{ node: QueryNode }>(tie => {
  const members = fc.array(tie('node'), { minLength: 2, maxLength: 3 })
  return {
    node: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'query' },
      { weight: 4, arbitrary: leaf },
      { weight: 1, arbitrary: members.map(of => ({ kind: 'all' as const, of })) },
      { weight: 1, arbitrary: members.map(of => ({ kind: 'any' as const, of })) },
      { weight: 1, arbitrary: tie('node').map(of => ({ kind: 'not' as const, of })) },
    ),
  }
})

export const anyQuery: fc.Arbitrary<Query> = fc.oneof(
  { weight: 50, arbitrary: node.map(root => ({ root })) },
  { weight: 1, arbitrary: fc.constant({ root: undefined }) },
)
