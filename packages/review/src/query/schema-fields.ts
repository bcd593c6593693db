import type { FieldKind } from './fields.ts'

/** A field of a schema, with those inside of it as `previous.epoch`. */
export interface SchemaField {
  name: string
  path: readonly string[]
  kind: FieldKind
  description: string
}

/** What is used of a schema of the wire. */
interface Schema {
  type?: unknown
  description?: string | undefined
  shape?: unknown
  element?: unknown
  unwrap?: unknown
}

/** The fields of an object's schema, nested ones after their own. */
export function memberFields(schema: unknown, before: readonly string[] = []): SchemaField[] {
  return Object.entries((schema as { shape: Record<string, unknown> }).shape).flatMap(([key, member]) => {
    const inner = unwrapped(member)
    const path = [...before, key]
    const name = path.join('.')
    const description = inner.description ?? ''
    return [{ name, path, kind: kindOf(name, inner), description }, ...nestedFields(inner, path)]
  })
}

function nestedFields(schema: Schema, path: readonly string[]): SchemaField[] {
  if (schema.type === 'object') return memberFields(schema, path)
  return schema.type === 'array' ? nestedFields(unwrapped(schema.element), path) : []
}

function unwrapped(schema: unknown): Schema {
  const known = schema as Schema
  return known.type === 'optional' ? unwrapped((known.unwrap as () => unknown).call(known)) : known
}

/** Fields that hold hosts are named so: `hostname`, `host`, `referrerHost`, `matchedHosts`. */
const hostName = /(?:(?:^|\.)h|H)ost(?:s|name)?$/

function kindOf(name: string, schema: Schema): FieldKind {
  if (schema.type === 'array') return kindOf(name, unwrapped(schema.element))
  if (schema.type === 'number') return /Time$/.test(name) ? 'time' : 'number'
  if (schema.type === 'boolean') return 'boolean'
  if (schema.type !== 'string' && schema.type !== 'literal') return 'any'
  if (name === 'address') return 'address'
  return hostName.test(name) ? 'host' : 'text'
}
