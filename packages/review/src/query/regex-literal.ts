/** One step of a regular expression without groups: what it stands for, and how often it comes. */
const step =
  /(?<class>\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\])|\\(?:(?<kind>[dDwWsSbBAz])|(?<sign>[!-/:-@[-`{-~]))|(?<sort>[.^$])|(?<plain>[^\\.^$[{}*+?])/
const often = /(?:(?<bound>[*+?])|\{(?<least>\d+)(?<more>,\d*)?\})?\??/
const steps = new RegExp(`(?:${step.source})${often.source}`, 'gy')

/** Letters that are the small form of nothing outside of ASCII, and signs. */
const certain = /^[ -jl-rt-~]$/
/** Shorter ones are in most texts. */
const leastLength = 3
const mostLength = 100

/**
 * The longest text that all that a regular expression finds has in it, folded as `foldText` does; undefined where it says
 * nothing for certain. Looking for a text takes half the time.
 */
export function regexLiteral(source: string): string | undefined {
  if (/[()|]/.test(source)) return undefined
  const runs = ['']
  let end = 0
  for (const { 0: text, groups = {}, index } of source.matchAll(steps)) {
    end = index + text.length
    const run = (runs.at(-1) ?? '') + literalOf(groups)
    const isBroken = run.length > mostLength || !isExact(groups)
    runs.splice(-1, 1, run.slice(0, mostLength))
    if (isBroken) runs.push('')
  }
  const longest = runs.toSorted((left, right) => right.length - left.length)[0] ?? ''
  return end === source.length && longest.length >= leastLength ? longest : undefined
}

type Groups = Record<string, string | undefined>

/** What stands there in any case. */
function literalOf(groups: Groups): string {
  const character = characterOf(groups)
  return character === undefined ? '' : character.repeat(Math.min(leastOften(groups), mostLength + 1))
}

/** Whether nothing else can come between what stands before and after it. */
function isExact(groups: Groups): boolean {
  return characterOf(groups) !== undefined && groups.bound === undefined && groups.more === undefined
}

function characterOf({ plain, sign }: Groups): string | undefined {
  const character = (plain ?? sign ?? '').toLowerCase()
  return certain.test(character) ? character : undefined
}

function leastOften({ bound, least }: Groups): number {
  if (bound !== undefined) return bound === '+' ? 1 : 0
  return Number(least ?? 1)
}
