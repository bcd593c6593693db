import type { ReuseFacts } from './reuse-facts.ts'
import { rulesBefore } from './score-before.ts'
import { rulesLater } from './score-later.ts'

/** One reason for a score, or against. */
export interface ScoreTerm {
  name: string
  points: number
  /** In words, with the figures that it rests on. */
  why: string
  /** `later` rests on what happened on the days after the entry; it only lowers. */
  knownBy: 'then' | 'later'
}

/** Gives a reason where it applies. */
export type ScoreRule = (facts: ReuseFacts) => Omit<ScoreTerm, 'knownBy'> | undefined

/** Every reason for the score of a reuse; their points add up to it. */
export function scoreTerms(facts: ReuseFacts): ScoreTerm[] {
  const known = (rules: readonly ScoreRule[], knownBy: ScoreTerm['knownBy']) =>
    rules.flatMap(rule => {
      const term = rule(facts)
      return term === undefined || term.points === 0 ? [] : [{ ...term, knownBy }]
    })
  return [...known(rulesBefore, 'then'), ...known(rulesLater, 'later')]
}

export function scoreOf(terms: readonly ScoreTerm[]): number {
  return terms.reduce((sum, { points }) => sum + points, 0)
}

/** What around an entry gives the highest score, whatever else is known. */
export const worstSurroundings: Pick<ReuseFacts, 'arrival' | 'after'> = {
  arrival: { kind: 'mail', knownBy: 'tab', pagesBefore: 0, wentOn: 'nowhere' },
  after: { isNewAccount: false, isAskedAgain: true, homeTypedUs: 0 },
}
