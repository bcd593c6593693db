import fc from 'fast-check'
import type { Action, PolicyName, Report, Scenario } from './action.ts'
import { type Fate, strangeAnswerNames } from './fates.ts'

const report = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Report>('address') },
  { weight: 3, arbitrary: fc.constant<Report>('text') },
  { weight: 1, arbitrary: fc.constantFrom<Report>('poison', 'oversized', 'excluded') },
)
const reports = fc.oneof(
  { weight: 15, arbitrary: fc.array(report, { minLength: 1, maxLength: 9 }) },
  { weight: 1, arbitrary: fc.array(fc.constant<Report>('poison'), { minLength: 4, maxLength: 20 }) },
)
const tab = fc.integer({ min: 1, max: 3 })
const gateway = fc.integer({ min: 0, max: 1 })
const nth = fc.constantFrom(1, 1, 1, 2, 3)
const side = fc.constantFrom('before' as const, 'after' as const)

const fate: fc.Arbitrary<Fate> = fc.oneof(
  fc.record({
    do: fc.constantFrom(
      'pass' as const,
      'lose_request' as const,
      'cut_request' as const,
      'delay_request' as const,
      'double_request' as const,
      'lose_answer' as const,
      'delay_answer' as const,
      'repeat_answer' as const,
    ),
  }),
  fc.record({
    do: fc.constant('answer' as const),
    name: fc.oneof(
      ...strangeAnswerNames.map(({ name, weight }) => ({ weight, arbitrary: fc.constant(name) })),
    ),
    after: fc.boolean(),
  }),
)

/** Steps of a worker between which it can die. */
const workerSteps = ['read', 'commit', 'committed', 'send', 'answer', 'acknowledge']
/** System calls of a gateway before or after which it can die. */
const gatewaySteps = [
  'writev',
  'datasync',
  'sync',
  'open',
  'rename',
  'answer',
  'truncate',
  'unlink',
  'mkdir',
  'link',
]

const failures = [
  { call: 'writev', code: 'EIO' },
  { call: 'writev', code: 'ENOSPC' },
  { call: 'short', code: 'SHORT' },
  { call: 'datasync', code: 'EIO' },
  { call: 'sync', code: 'EIO' },
  { call: 'open', code: 'EMFILE' },
  { call: 'mkdir', code: 'ENOSPC' },
  { call: 'rename', code: 'EIO' },
  // Only what follows a failed or short write cuts a file back: rare, so more likely here.
  ...Array.from({ length: 3 }, () => ({ call: 'truncate', code: 'EIO' })),
]

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('browse' as const),
      tab,
      reports,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('flood' as const),
      tab,
      reports: fc.integer({ min: 50, max: 110 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('close_tab' as const), tab }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('back_forward' as const), tab }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('network' as const),
      fates: fc.array(fate, { minLength: 1, maxLength: 5 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('crash_worker' as const),
      step: fc.constantFrom(...workerSteps),
      nth,
      side,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('kill_worker' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('kill_browser' as const),
      downMs: fc.oneof(
        { weight: 4, arbitrary: fc.integer({ min: 0, max: 100_000 }) },
        { weight: 1, arbitrary: fc.constant(10_800_000) },
      ),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('crash_gateway' as const),
      gateway,
      step: fc.constantFrom(...gatewaySteps),
      nth,
      side,
      end: fc.constantFrom('kill' as const, 'power' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('end_gateway' as const),
      gateway,
      end: fc.constantFrom('kill' as const, 'power' as const, 'stop' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({
        do: fc.constant('disk' as const),
        gateway,
        failure: fc.constantFrom(...failures),
        times: fc.integer({ min: 1, max: 3 }),
      })
      .map(({ failure, ...rest }) => ({ ...rest, ...failure })),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('full_profile' as const),
      commits: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('policy' as const),
      policy: fc.constantFrom<PolicyName>(
        'first_group',
        'second_group',
        'invalid',
        'none',
        'tiny_store',
        'wrong_key',
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('gateway_config' as const),
      secrets: fc.constantFrom('first' as const, 'second' as const, 'second_only' as const),
      verifiers: fc.constantFrom('both' as const, 'first' as const, 'second' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('clock' as const),
      byMs: fc.constantFrom(-90_000_000, -3_600_000, -5000, 5000, 3_600_000, 90_000_000),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom<Action>({ do: 'clear_alarms' }, { do: 'online' }) },
  { weight: 1, arbitrary: fc.constantFrom<Action>({ do: 'lose_store' }, { do: 'copy_profile' }) },
)

const pause = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 1000 }) },
  { weight: 3, arbitrary: fc.integer({ min: 1000, max: 40_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 40_000, max: 4_000_000 }) },
)

/** Everything that a seed decides. */
export const scenarios: fc.Arbitrary<Scenario> = fc.record({
  chaos: fc.integer({ min: 1, max: 0x7fffffff }),
  policy: fc.oneof(
    { weight: 6, arbitrary: fc.constant<PolicyName>('first_group') },
    { weight: 2, arbitrary: fc.constantFrom<PolicyName>('tiny_store', 'none') },
  ),
  coarseMs: fc.constantFrom(1, 1, 1000),
  fileBytes: fc.constantFrom(1024, 4000, 100_000),
  proof: fc.constantFrom('off' as const, 'off' as const, 'required' as const),
  actions: fc.array(fc.record({ action, thenMs: pause }), { minLength: 4, maxLength: 16 }),
})
