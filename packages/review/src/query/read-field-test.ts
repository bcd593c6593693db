import { fromBase64 } from '@weaklayer/wire'
import type { QueryField } from './fields.ts'
import { networkOf } from './network.ts'
import { expectedNumbers, numberOf } from './number-value.ts'
import type { Comparison, FieldTest, ParseOptions, QueryFault } from './query.ts'
import { faultAt, type Span } from './query-fault.ts'
import type { Written } from './scan-text.ts'
import { expectedTimes, isAgo, timeSpanOf } from './time-value.ts'

export interface WrittenTest {
  field: QueryField
  compare: Comparison | '='
  /** Where the operator stands. */
  operatorAt: Span
  value: Written
}

/** What a field has to meet, or why what was written does not fit the field. */
export function readFieldTest(written: WrittenTest, options: ParseOptions): FieldTest | QueryFault {
  const { kind } = written.field
  if (kind === 'time') return timeTest(written, options)
  if (kind === 'number') return numberTest(written)
  if (kind === 'any' && written.compare !== '=') return numberTest(written)
  if (written.compare !== '=') return comparisonFault(written)
  if (kind === 'boolean') return booleanTest(written)
  if (kind === 'hash') return hashTest(written)
  if (kind === 'address' || kind === 'host') return networkTest(written)
  return { kind: 'is', pattern: written.value.pattern }
}

function timeTest({ field, compare, value }: WrittenTest, options: ParseOptions): FieldTest | QueryFault {
  const written = plainWord(value)?.replace(' ', 'T')
  const span = written === undefined ? undefined : timeSpanOf(written, options)
  if (written === undefined || span === undefined)
    return faultAt(value, `${shown(value)} is not a time.`, expectedTimes)
  if (compare === '=' && isAgo(written))
    return faultAt(value, `${field.name}: takes a part of the calendar or a moment.`, [
      `${field.name}>=${written} for the time since then`,
      `${field.name}<${written} for the time before`,
    ])
  return { kind: 'time', compare, written, ...span }
}

function numberTest({ field, compare, value }: WrittenTest): FieldTest | QueryFault {
  const written = plainWord(value)
  const number = written === undefined ? undefined : numberOf(written, field.name)
  if (written === undefined || number === undefined)
    return faultAt(value, `${shown(value)} is not a number for ${field.name}.`, expectedNumbers(field.name))
  return { kind: 'number', compare, written, value: number }
}

function comparisonFault({ field, compare, operatorAt }: WrittenTest): QueryFault {
  return faultAt(operatorAt, `${field.name} is ${nameOfKind(field)}, which ${compare} does not compare.`, [
    ':',
  ])
}

function nameOfKind({ kind }: QueryField): string {
  if (kind === 'boolean') return 'true or false'
  return kind === 'hash' ? 'a hash' : 'text'
}

const truths: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['false', false],
  ['no', false],
])

function booleanTest({ field, value }: WrittenTest): FieldTest | QueryFault {
  const truth = truths.get(plainWord(value)?.toLowerCase() ?? '')
  return truth === undefined
    ? faultAt(value, `${field.name} is true or false.`, ['true', 'false'])
    : { kind: 'isTrue', value: truth }
}

/** Base64 in which capitals matter: a whole hash, its beginning with `*`, or nothing. */
function hashTest({ field, value }: WrittenTest): FieldTest | QueryFault {
  const { pattern } = value
  const expected = ['the whole hash in base64', 'its beginning and *']
  if (pattern.kind === 'regex') return faultAt(value, `${field.name} is a hash.`, expected)
  if (pattern.kind === 'plain' && fromBase64(pattern.text) === undefined)
    return faultAt(value, `${shown(value)} is not base64.`, expected)
  return { kind: 'is', pattern }
}

function networkTest({ field, value }: WrittenTest): FieldTest | QueryFault {
  const written = plainWord(value)
  const isNetwork = written !== undefined && networkOf(written) !== undefined
  if (isNetwork && (field.kind === 'address' || written.includes('/'))) return { kind: 'network', written }
  const isHost = field.kind === 'host' && written?.includes('/') !== true
  if (written === undefined || isHost) return { kind: 'is', pattern: value.pattern }
  return faultAt(value, `${shown(value)} is not ${field.kind === 'host' ? 'a host' : 'an address'}.`, [
    ...(field.kind === 'host' ? ['a host such as www.example.com or *.example.com'] : ['10.1.2.3']),
    'a network: 10.0.0.0/8, 2001:db8::/32',
  ])
}

function plainWord({ pattern }: Written): string | undefined {
  return pattern.kind === 'plain' ? pattern.text : undefined
}

const mostShown = 40

function shown({ text }: Written): string {
  return text.length > mostShown ? `"${text.slice(0, mostShown)}…"` : `"${text}"`
}
