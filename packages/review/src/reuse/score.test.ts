import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ReuseFacts } from './reuse-facts.ts'
import { scoreOf, scoreTerms, worstSurroundings } from './score.ts'

const span = fc.integer({ min: 0, max: 100 * 86_400_000_000 })
const few = fc.nat(30)

const anyFacts: fc.Arbitrary<ReuseFacts> = fc.record({
  isReverse: fc.boolean(),
  inputType: fc.constantFrom('password', 'text'),
  filled: fc.boolean(),
  before: fc.record({
    userSinceUs: span,
    userHistoryUs: span,
    storeHistoryUs: span,
    sensors: few,
    othersThere: few,
    othersTyping: few,
    othersTypingSinceUs: span,
    othersSigningIn: fc.nat(2),
    othersWithPair: few,
    hadOwnPassword: fc.boolean(),
    homeUsers: few,
    homeDays: few,
    sinceHomeUs: span,
    furtherSites: few,
  }),
  later: fc.record({ userBackUs: span, othersSigningIn: few, othersWithPair: few }),
  lookAlike: fc.constant(undefined),
  arrival: fc.record({
    kind: fc.constantFrom('mail', 'chat', 'search', 'home', 'link', 'new tab', 'direct'),
    knownBy: fc.constantFrom('tab', 'before', 'nothing'),
    homeAfterUs: fc.nat(600_000_000),
    pagesBefore: fc.nat(4),
    wentOn: fc.constantFrom('there', 'elsewhere', 'nowhere'),
  }),
  after: fc.record({
    isNewAccount: fc.boolean(),
    isAskedAgain: fc.boolean(),
    homeTypedUs: fc.option(fc.nat(900_000_000), { nil: undefined }),
  }),
  isOneTime: fc.boolean(),
  host: fc.record({
    isInside: fc.boolean(),
    isAddress: fc.boolean(),
    isHosted: fc.boolean(),
    isPunycode: fc.boolean(),
    baitWords: fc.constant([]),
  }),
  otherReuses: few,
  otherPasswords: few,
  isChanged: fc.boolean(),
})

test('nothing around an entry gives a higher score than the worst that is assumed before it is looked up', () => {
  const property = fc.property(anyFacts, facts => {
    const atMost = scoreOf(scoreTerms({ ...facts, ...worstSurroundings }))
    expect(scoreOf(scoreTerms(facts))).toBeLessThanOrEqual(atMost)
  })
  fc.assert(property, { numRuns: 5000 })
})
