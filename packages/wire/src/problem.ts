import type * as z from 'zod'
import { memberOf } from './zod-keys.ts'

/** One thing that is wrong with a configuration. */
export interface Problem {
  /** Where, with dots: `sensor.api.port`. */
  path: string
  /** What is wrong and what was expected. Never a secret value. */
  message: string
  /** What the reader should do. */
  todo: string
}

/** Turns what zod found in `raw` into problems; `known` lists the keys that exist at a path. */
export function problemsOf(
  error: z.core.$ZodError,
  known: (path: PropertyKey[]) => string[],
  raw: unknown,
): Problem[] {
  return error.issues.flatMap(issue =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map(key => unknownKey(issue.path, key, known(issue.path)))
      : [problemOf(issue, valueAt(raw, issue.path))],
  )
}

/** The problem of a key that does not exist, with the nearest one that does. */
export function unknownKey(path: readonly PropertyKey[], key: string, known: readonly string[]): Problem {
  const nearest = nearestOf(key, known)
  return {
    path: [...path, key.slice(0, 40)].join('.'),
    message: 'unknown key',
    todo: nearest === undefined ? 'Remove it.' : `Did you mean \`${nearest}\`?`,
  }
}

/** The problem of one issue; `value` is what was found there. */
export function problemOf(issue: z.core.$ZodIssue, value: unknown): Problem {
  const path = issue.path.join('.')
  const expected = expectationOf(issue)
  if (value === undefined) return { path, message: `missing, ${expected}`, todo: 'Add it.' }
  const shown = isSecretPath(issue.path) ? '' : shownValue(value)
  const nearest = typeof value === 'string' && shown !== '' ? nearestOf(value, optionsOf(issue)) : undefined
  return {
    path,
    message: shown === '' ? expected : `is ${shown}, ${expected}`,
    todo: nearest === undefined ? 'Correct the value.' : `Did you mean \`${nearest}\`?`,
  }
}

/**
 * The known word that needs the fewest edits to become the given one, capitals aside; undefined when none is near.
 * `mostEdits` is by default half of the word.
 */
export function nearestOf(
  word: string,
  known: readonly string[],
  mostEdits = Math.max(2, Math.floor(word.length / 2)),
): string | undefined {
  if (word.length > 64) return undefined
  const ranked = known
    .map(candidate => ({ candidate, edits: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((left, right) => left.edits - right.edits)
  const best = ranked[0]
  return best !== undefined && best.edits <= mostEdits ? best.candidate : undefined
}

/** Values below these keys are never shown, whatever they look like. */
const secretKeys = new Set(['secrets', 'password', 'verifiers', 'installKey', 'secret', 'key'])

function isSecretPath(path: readonly PropertyKey[]): boolean {
  return path.some(step => secretKeys.has(String(step))) || path.join('.').startsWith('admin.token')
}

/** A short plain value; empty for a long text, which may be a secret at the wrong place. */
function shownValue(value: unknown): string {
  if (typeof value === 'string') return value.length <= 40 ? JSON.stringify(value) : ''
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}

function expectationOf(issue: z.core.$ZodIssue): string {
  const options = optionsOf(issue)
  if (options.length > 0) return `expected ${options.join(' or ')}`
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${kindNames[issue.expected] ?? issue.expected}`
    case 'too_small':
      return `expected at least ${issue.minimum}${sizeUnit(issue.origin)}`
    case 'too_big':
      return `expected at most ${issue.maximum}${sizeUnit(issue.origin)}`
    default:
      return issue.message
  }
}

const kindNames: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object with keys',
  array: 'a list',
}

function sizeUnit(origin: string): string {
  return { string: ' characters', array: ' entries' }[origin] ?? ''
}

function optionsOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String)
  return issue.code === 'invalid_union' && 'options' in issue ? (issue.options ?? []).map(String) : []
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, step) => memberOf(value, step), raw)
}

/** Levenshtein distance. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++) {
      const replace = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1)
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}
