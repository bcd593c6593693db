import fc from 'fast-check'
import { sampleEvent, sampleSensor, sampleStart } from '../sample-events.ts'

/** Lines of event files as no gateway writes them, next to such as it does. */
const epochs = ['00000000000000aa', '00000000000000bb', '00000000000000cc']
const sensors = [sampleSensor, '3f2a9c1b-0000-8000-8000-000000000002']
const groups = ['5b0a4a52-3c6b-4d7e-9a55-0f6a3b1c2d3e', '5b0a4a52-3c6b-4d7e-9a55-0f6a3b1c2d3f']

const seq = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 1, max: 9 }) },
  { weight: 1, arbitrary: fc.constantFrom(5000, 2 ** 40, 2 ** 53 - 1) },
)
const position = fc.record(
  { sensor: fc.constantFrom(...sensors), epoch: fc.constantFrom(...epochs), seq },
  { requiredKeys: ['epoch', 'seq'] },
)
const was = fc.oneof(
  position,
  fc.tuple(position, fc.array(position, { maxLength: 2 })).map(([one, before]) => ({ ...one, before })),
)
const ranges = fc.array(fc.tuple(seq, seq), { maxLength: 2 })

/** Few values for each field, so that doubles and conflicts are frequent. */
const ordinary = fc
  .record(
    {
      seq,
      epoch: fc.constantFrom(...epochs),
      sensor: fc.constantFrom(...sensors),
      group: fc.constantFrom(groups[0], groups[0], groups[0], groups[1]),
      time: fc.constantFrom(1, 2),
      received: fc.integer({ min: 1, max: 50 }),
      path: fc.constantFrom('/x', '/y', '/\u00e9\u{1f600}', '/\ud800'),
    },
    { noNullPrototype: true },
  )
  .map(fields => sampleEvent(1, fields))

const special = fc.oneof(
  fc.tuple(ordinary, was).map(([event, id]) => ({ ...event, was: id })),
  fc.tuple(ordinary, position, seq).map(([{ path: _, ...event }, { epoch, sensor }, lastSeq]) => ({
    ...sampleStart({ ...event, type: 'Status', seq: 1 }),
    previous: { epoch, lastSeq, ...(sensor && { sensor }) },
  })),
  fc
    .tuple(ordinary, ranges, position, fc.constantFrom('quota', 'store_lost', 'poison'))
    .map(([event, declared, { epoch, sensor }, reason]) => ({
      ...event,
      type: 'Dropped',
      reason,
      count: 3,
      ranges: declared,
      ofEpoch: epoch,
      ...(sensor && { ofSensor: sensor }),
      ...(reason === 'store_lost' && { atMost: 4 }),
    })),
)

/** Members that make an event no event, or one of another kind. */
const odd = fc.tuple(
  ordinary,
  fc.constantFrom<[string, unknown][]>(
    ['epoch', undefined],
    ['seq', undefined],
    ['seq', 0],
    ['seq', 1.5],
    ['seq', '1'],
    ['epoch', 'none'],
    ['sensor', 'ABCDEF00-0000-8000-8000-000000000001'],
    ['group', null],
    ['received', -1],
    ['time', 2 ** 53],
    ['type', ''],
    ['type', 'x'.repeat(65)],
    ['type', 'FromTheFuture'],
    ['tab', null],
    ['tab', -1],
    ['frame', 1],
    ['incognito', 'no'],
    ['windowReference', 1.5],
    ['was', null],
    ['was', { epoch: 'none', seq: 1 }],
    ['ranges', 'all'],
    ['previous', 7],
    ['deep', { list: [1, [2, { three: null }], true, -0] }],
    ['list', [[1], [2]]],
    ['list', [[1, 2]]],
    ['tooDeep', nested(510)],
    ['deepEnough', nested(490)],
  ),
)

function nested(depth: number): unknown {
  return depth === 0 ? 1 : [nested(depth - 1)]
}

const anyEvent: fc.Arbitrary<Record<string, unknown>> = fc.oneof(
  { weight: 6, arbitrary: ordinary },
  { weight: 3, arbitrary: special },
  { weight: 2, arbitrary: odd.map(([event, [name, value]]) => ({ ...event, [name]: value })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(ordinary, fc.dictionary(fc.string(), fc.jsonValue()))
      .map(([event, more]) => ({ ...more, ...event })),
  },
)

/** Ways to write the same event, and to spoil it. */
const writers: ((event: Record<string, unknown>) => string)[] = [
  event => JSON.stringify(event),
  event => JSON.stringify(Object.fromEntries(Object.entries(event).reverse())),
  event => JSON.stringify(event, null, ' ').replaceAll('\n', '\t'),
  event => JSON.stringify(event).replaceAll('p', '\\u0070'),
  event => JSON.stringify(event).replace('"seq":', '"seq":1e400,"seq":'),
  event => JSON.stringify(event).replace(/"seq":(\d+)/, '"seq":$1.0e0'),
  event => JSON.stringify(event).replace(/\}$/, ',"big":1e400}'),
  event => JSON.stringify(event).replace(/\}$/, ',"big":null}'),
  event => JSON.stringify(event).replace(/\}$/, ',"zero":-0}'),
  event => JSON.stringify(event).replace(/\}$/, ',"zero":0}'),
  event => JSON.stringify(event).replace(/\}$/, ',"received":7}'),
  event => JSON.stringify(event).replace(/\}$/, ',"__proto__":{"seq":9}}'),
  event => ` ${JSON.stringify(event)}\r`,
  event => JSON.stringify(event).slice(0, -1),
  event => `${JSON.stringify(event)},`,
  event => `\ufeff${JSON.stringify(event)}`,
  event => `[${JSON.stringify(event)}]`,
]
const written = fc
  .tuple(anyEvent, fc.oneof(fc.constant(0), fc.nat(writers.length - 1)))
  .map(([event, writer]) => (writers[writer] as (typeof writers)[number])(event))

export const anyLine = fc.oneof(
  { weight: 20, arbitrary: written },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', '  ', 'null', '7', '"text"', '[]', '{}', '{', '\0\0', '{"a":1}'),
  },
)
