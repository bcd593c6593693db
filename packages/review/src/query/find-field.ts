import { type QueryField, queryFields } from './fields.ts'

/** Shorter or older words for a field. */
export const fieldAliases: ReadonlyMap<string, string> = new Map([
  ['host', 'hostname'],
  ['since', 'time'],
  ['until', 'time'],
])

const byLowerName = new Map(queryFields.map(field => [field.name.toLowerCase(), field]))

/** Deeper ones have no field of their own. */
const mostMembers = 8

/**
 * The field of a name, in any case of its letters. Below a field without members of its own (`dropped.quota`) and below
 * `rest.` any name is one: newer sensors have fields that this version does not know.
 */
export function fieldOf(name: string): QueryField | undefined {
  const lower = name.toLowerCase()
  const known = byLowerName.get(fieldAliases.get(lower) ?? lower)
  if (known !== undefined) return known
  const members = name.split('.')
  if (members.length < 2 || members.length > mostMembers || members.includes('')) return undefined
  if (members[0] === 'rest') return openField(name, members.slice(1), [])
  for (let most = members.length - 1; most > 0; most--) {
    const owner = byLowerName.get(members.slice(0, most).join('.').toLowerCase())
    const below = members.slice(most)
    if (owner?.kind === 'any')
      return openField([owner.name, ...below].join('.'), [...owner.path, ...below], owner.types)
  }
  return undefined
}

function openField(name: string, path: readonly string[], types: readonly string[]): QueryField {
  return { name, kind: 'any', columns: [], path, description: 'A value of a name that no schema has.', types }
}
