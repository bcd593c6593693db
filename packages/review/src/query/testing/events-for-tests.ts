import type { StoredEvent } from '@weaklayer/wire'
import fc from 'fast-check'
import { sampleGroup, sampleSensor, sampleTimeUs } from '../../sample-events.ts'
import type { EventInContext } from '../query.ts'
import { words } from './patterns-for-tests.ts'

const word = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...words) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
  { weight: 1, arbitrary: fc.constant('half \ud800 of a character') },
)
const number = fc.constantFrom(0, 1, 3, 5, 42, -3, 1.5, 1000, 2000, 90_000, 1e21, 2 ** 60, sampleTimeUs + 3)
const scalar = fc.oneof(word, number, fc.boolean(), fc.constant(null))
const { json } = fc.letrec<{ json: unknown }>(tie => ({
  json: fc.oneof(
    { maxDepth: 2 },
    scalar,
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom(
        'epoch',
        'lastSeq',
        'path',
        'quota',
        'Window',
        'deep',
        'odd',
        '__proto__',
        'seq',
        'before',
      ),
      tie('json'),
      { maxKeys: 3 },
    ),
  ),
}))

/** Fields with values of their schema now and then, and with any other values too: what a store holds may be odd. */
const fields = fc.record(
  {
    tab: fc.constantFrom(0, 5, 42),
    seq: fc.constantFrom(1, 5, 42),
    epoch: fc.constantFrom('00000000000000aa', 'a'),
    incognito: fc.boolean(),
    windowReference: number,
    protocol: word,
    hostname: word,
    path: word,
    search: word,
    hash: scalar,
    port: fc.oneof(fc.constantFrom(5, 42, 443), scalar),
    isTopLevelWindow: scalar,
    textHash: fc.oneof(fc.constantFrom('', 'QUJD', 'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY='), scalar),
    textLength: number,
    inputType: word,
    filled: fc.boolean(),
    userAgent: word,
    address: fc.oneof(
      fc.constantFrom(
        '10.1.2.3',
        '10.200.0.9',
        '2001:db8::1',
        '2001:DB8:0:0::1',
        '1:2:3:4:5:6:7:8',
        '::',
        '010.1.2.3',
      ),
      scalar,
    ),
    queuedBytes: number,
    oldestAgeMs: number,
    clockSkewMs: number,
    firstTime: number,
    previous: json,
    was: json,
    policyProblems: json,
    disabledSources: json,
    incognitoAllowed: scalar,
    ranges: json,
    dropped: json,
    odd: json,
  },
  { requiredKeys: [] },
)

const known = fc.option(
  word.filter(text => text.isWellFormed()),
  { nil: null },
)

export const anyEvent: fc.Arbitrary<EventInContext> = fc
  .record({
    type: fc.constantFrom('WindowLocation', 'TextInput', 'Status', 'Odd', 'Install'),
    time: fc.integer({ min: 0, max: 9 }).map(us => sampleTimeUs + us),
    received: fc.constantFrom(sampleTimeUs, sampleTimeUs + 5, sampleTimeUs + 86_400_000_000),
    sensor: fc.constantFrom(sampleSensor, '4f2a9c1b-0000-8000-8000-000000000001'),
    fields,
    context: fc.record({ label: known, device: known, user: known, hostname: known, conflict: fc.boolean() }),
  })
  .map(({ fields: more, context, ...head }) => ({
    event: { ...more, ...head, group: sampleGroup } as StoredEvent,
    ...context,
  }))
