import { formatTime } from '../format-time.ts'
import { plainWord } from '../plain-text.ts'
import type { ReuseFinding, ReusePlace, ReuseReport } from './find-reuse.ts'

/** Findings as lines of text, the most suspicious first: every name from outside is made harmless. */
export function formatReuse({ findings, total }: ReuseReport, { utc = false } = {}): string[] {
  if (findings.length === 0) return ['No password was typed at another site.']
  const lines = findings.flatMap((finding, index) => [...formatFinding(finding, { index, utc }), ''])
  return [...lines, `${total} in all, ${findings.length} shown, the most suspicious first`]
}

function formatFinding(finding: ReuseFinding, { index, utc }: { index: number; utc: boolean }): string[] {
  const { score, sensor, label, device, user, home, other, arrival, texts, terms } = finding
  const who = [device, user, label].filter(name => name !== null).map(name => plainWord(name, 60))
  const inside = arrival.insideHost === undefined ? '' : `, in a frame of ${plainWord(arrival.insideHost)}`
  const more = texts > 1 ? `, and ${texts - 1} other passwords` : ''
  return [
    `${index + 1}. score ${score}  ${plainWord(other.hostname)}  ${formatTime(other.firstTime, utc)}`,
    `   typed there    ${kindOf(other)}${inside}${more}`,
    `   belongs to     ${plainWord(home.hostname)}, ${kindOf(home)}, ${uses(home)} from ${formatTime(home.firstTime, utc)}`,
    `   by             ${[...who, `sensor ${sensor}`].join(' / ')}`,
    ...terms.map(({ name, points, why, knownBy }) => {
      const signed = `${points > 0 ? '+' : ''}${points}`.padStart(6)
      return `   ${signed}  ${name}: ${plainWhy(why)}${knownBy === 'later' ? ' (known later)' : ''}`
    }),
  ]
}

const kindOf = ({ inputType, textLength }: ReusePlace) =>
  `a field of the kind ${plainWord(inputType, 40)}, ${textLength} characters or more`

const uses = ({ uses: count }: ReusePlace) => (count === 1 ? 'once' : `${count} times`)

/** Words with names in between: these lose what a terminal would obey, the spaces stay. */
const plainWhy = (why: string) =>
  why
    .split(' ')
    .map(word => plainWord(word, 300))
    .join(' ')
