import type { z } from 'zod'

/** One thing that is wrong with a configuration. */
export interface Problem {
  /** Where, with dots: `sensor.api.port`. */
  path: string
  /** What is wrong and what was expected. Never a secret value. */
  message: string
  /** What the reader should do. */
  todo: string
}

/** Turns what zod found into problems; `known` lists the keys that exist at a path. */
export function problemsOf(error: z.ZodError, known: (path: PropertyKey[]) => string[]): Problem[] {
  return error.issues.flatMap(issue => {
    const path = issue.path.join('.')
    if (issue.code !== 'unrecognized_keys') {
      return [{ path, message: issue.message, todo: 'Correct the value.' }]
    }
    return issue.keys.map(key => {
      const nearest = nearestOf(key, known(issue.path))
      const todo = nearest === undefined ? 'Remove it.' : `Did you mean \`${nearest}\`?`
      return { path: [...issue.path, key].join('.'), message: 'unknown key', todo }
    })
  })
}

/** The known word that needs the fewest edits to become the given one; undefined when none is near. */
export function nearestOf(word: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map(candidate => ({ candidate, edits: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((left, right) => left.edits - right.edits)
  const best = ranked[0]
  return best !== undefined && best.edits <= Math.max(2, Math.floor(word.length / 2))
    ? best.candidate
    : undefined
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
