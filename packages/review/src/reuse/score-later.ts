import { formatSpan } from './format-span.ts'
import type { ScoreRule } from './score.ts'

const dayUs = 86_400_000_000

const cameBack: ScoreRule = ({ later: { userBackUs } }) => {
  if (userBackUs < dayUs) return undefined
  const points = userBackUs >= 7 * dayUs ? -35 : -25
  return { name: 'came back', points, why: `the user was there again up to ${formatSpan(userBackUs)} later` }
}

const othersSinceThen: ScoreRule = ({ later: { othersSigningIn: count } }) => {
  if (count === 0) return undefined
  const points = count >= 5 ? -45 : count >= 2 ? -25 : -10
  return {
    name: 'others use it since',
    points,
    why: `${count} others typed passwords there and came back since`,
  }
}

const pairsSinceThen: ScoreRule = ({ later: { othersWithPair: pairs } }) => {
  if (pairs < 3) return undefined
  const why = `${pairs} others have one password at both sites, over more than a week`
  return { name: 'others use one password at both since', points: pairs >= 10 ? -60 : -35, why }
}

/** What the days after an entry tell. It only lowers a score: a look at the day itself must not miss anything. */
export const rulesLater: readonly ScoreRule[] = [cameBack, othersSinceThen, pairsSinceThen]
