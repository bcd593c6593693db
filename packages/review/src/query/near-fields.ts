import { nearestOf } from '@weaklayer/wire'
import { queryFields } from './fields.ts'
import { fieldAliases } from './find-field.ts'

const names = [...fieldAliases.keys(), 'has', ...queryFields.map(({ name }) => name)]

/** A shorter word begins or is in too many names. */
const leastCharacters = 3
const mostNames = 3

/** The fields that somebody may have meant: those that begin with the word, else the one of the fewest edits, else those that hold it. */
export function nearFields(word: string): string[] {
  const begun = namesWith(word, (name, part) => name.startsWith(part))
  if (begun.length > 0) return begun
  const nearest = nearestOf(word, names)
  return nearest === undefined ? namesWith(word, (name, part) => name.includes(part)) : [nearest]
}

/** The shortest ones first. */
function namesWith(word: string, has: (name: string, part: string) => boolean): string[] {
  if (word.length < leastCharacters) return []
  return names
    .filter(name => has(name.toLowerCase(), word.toLowerCase()))
    .sort((left, right) => left.length - right.length)
    .slice(0, mostNames)
}
