import { RE2JS } from 're2js'
import { createBoundedMap } from '../bounded-map.ts'
import { knownSource, knownText } from './newer-characters.ts'

/** Why a regular expression cannot be used; `start` and `end` are places in its source. */
export interface RegexFault {
  start: number
  end: number
  message: string
  expected: readonly string[]
}

const mostCharacters = 1000
/** More take too long on long texts, and the database has no room for them. */
const mostSteps = 300
/** Memory of this process, not of a query: the same few expressions come again and again. */
const compiled = createBoundedMap<string, RE2JS>(64)

/** Whether a text contains what a regular expression says, in time that grows with the text only. */
export function regexFinds(source: string, text: string): boolean {
  return compile(source).test(knownText(source, text))
}

/** What is wrong with a regular expression; undefined when it can be used. */
export function regexFault(source: string): RegexFault | undefined {
  const whole = { start: 0, end: source.length }
  if (source === '')
    return { ...whole, message: 'The regular expression is empty.', expected: ['a pattern between the ~'] }
  if (source.length > mostCharacters)
    return {
      ...whole,
      message: `The regular expression has ${source.length} characters.`,
      expected: [`at most ${mostCharacters}`],
    }
  return propertyFault(source) ?? groupFault(source) ?? syntaxFault(source)
}

function compile(source: string): RE2JS {
  const known = compiled.get(source)
  if (known !== undefined) return known
  const made = RE2JS.compile(knownSource(source), RE2JS.CASE_INSENSITIVE)
  compiled.set(source, made)
  return made
}

const scripts =
  'Arabic|Armenian|Bengali|Cyrillic|Devanagari|Georgian|Greek|Han|Hangul|Hebrew|Hiragana|Katakana|Latin|Thai'
const categories = 'L[lmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?'
const property = new RegExp(`^\\\\[pP](?:[LMNPSZ]|\\{\\^?(?:${categories}|${scripts})\\})`)

/** Names of properties differ between libraries: only those that mean the same everywhere. */
function propertyFault(source: string): RegexFault | undefined {
  for (const { index } of source.matchAll(/\\[\s\S]/g)) {
    const from = source.slice(index)
    if (!/^\\[pP]/.test(from) || property.test(from)) continue
    return {
      start: index,
      end: index + (/^\\[pP](?:\{[^}]*\}?)?/.exec(from)?.[0].length ?? 2),
      message: 'This class of characters is not known.',
      expected: ['a category such as \\p{L}, \\pN, \\p{Lu}', `a script: ${scripts.replaceAll('|', ', ')}`],
    }
  }
  return undefined
}

/** The one kind of group that re2js knows and the database does not. */
function groupFault(source: string): RegexFault | undefined {
  const found = /^(?:\\[\s\S]|[^\\(]|\((?!\?<))*\(\?<(?![=!])/.exec(source)
  if (found === null) return undefined
  const end = found[0].length
  return { start: end - 3, end, message: 'Groups are not named like this.', expected: ['(?P<name>…)', '(…)'] }
}

/** What RE2 leaves out, since it could take for ever: how it begins, and how to do without. */
const leftOut: readonly [begin: RegExp, message: string, expected: string][] = [
  [/^\(\?<?[=!]/, 'Regular expressions cannot look ahead or behind.', 'two conditions, such as ~a~ -~b~'],
  [/^\(\?>/, 'There are no atomic groups.', '(?:…)'],
  [/^\(\?#/, 'There are no comments.', '(?:…)'],
  [/^\\[1-9kg]/, 'There are no references to groups.', 'the group written out again'],
  [/^[*+?}]\+|^\{[^}]*\}\+/, 'There are no possessive repetitions.', 'the repetition without the second +'],
]

function syntaxFault(source: string): RegexFault | undefined {
  try {
    const steps = compile(source).programSize()
    if (steps <= mostSteps) return undefined
    const message = `The regular expression has ${steps} steps.`
    return {
      start: 0,
      end: source.length,
      message,
      expected: [`at most ${mostSteps}: fewer or shorter repetitions`],
    }
  } catch (error) {
    return faultOf(source, error)
  }
}

function faultOf(source: string, error: unknown): RegexFault {
  const { error: what, input } = error as { error?: unknown; input?: unknown }
  if (typeof what !== 'string') throw error
  const fragment = typeof input === 'string' && input !== '' ? input : source
  const start = Math.max(0, source.indexOf(fragment))
  const from = source.slice(start)
  const known = leftOut.find(([begin]) => begin.test(from))
  const end = Math.min(start + fragment.length, source.length)
  return known === undefined
    ? {
        start,
        end,
        message: `The regular expression is not valid: ${what}.`,
        expected: ['a pattern as RE2 has it'],
      }
    : { start, end, message: known[1], expected: [known[2]] }
}
