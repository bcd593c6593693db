import schema from '@weaklayer/wire/schemas/managed-schema.json' with { type: 'json' }
import type { RegistryContent } from './registry-reader.ts'

interface Schema {
  type: string
  properties?: Record<string, Schema>
  items?: Schema
}

/**
 * The managed values that Chromium makes of the registry, with the schema of the extension: a number for a boolean, a text
 * for a number that needs more than 32 bits, a subkey for an object or a list, whose values are numbered, or either as JSON
 * in a text. What fits nowhere is dropped. (components/policy/core/common/registry_dict.cc)
 */
export function readAsChromium(keys: RegistryContent['keys'], key: string): unknown {
  return objectAt(keys, key, schema as Schema)
}

type Place = readonly [key: string, name: string]

function valueAt(keys: RegistryContent['keys'], place: Place, wanted: Schema): unknown {
  const [key, name] = place
  const value = keys[key]?.[name]
  if (wanted.type === 'array' || wanted.type === 'object')
    return typeof value === 'string' ? JSON.parse(value) : belowAt(keys, `${key}\\${name}`, wanted)
  return value === undefined ? undefined : plainValues[wanted.type]?.(value)
}

const plainValues: Record<string, (value: unknown) => unknown> = {
  string: value => (typeof value === 'string' ? value : undefined),
  boolean: value => (typeof value === 'number' ? value !== 0 : undefined),
  integer: value => (typeof value === 'number' && value < 2 ** 31 ? value : undefined),
  number: value => Number(value),
}

function belowAt(keys: RegistryContent['keys'], key: string, wanted: Schema): unknown {
  if (wanted.type === 'array') return listAt(keys, key, wanted.items as Schema)
  return hasBelow(keys, key) ? objectAt(keys, key, wanted) : undefined
}

function listAt(keys: RegistryContent['keys'], key: string, items: Schema): unknown[] | undefined {
  const names = Object.keys(keys[key] ?? {}).filter(name => /^\d+$/.test(name))
  if (names.length === 0) return undefined
  return names
    .sort((left, right) => Number(left) - Number(right))
    .map(name => valueAt(keys, [key, name], items))
}

function objectAt(keys: RegistryContent['keys'], key: string, wanted: Schema): Record<string, unknown> {
  const members = Object.entries(wanted.properties ?? {}).map(
    ([name, member]) => [name, valueAt(keys, [key, name], member)] as const,
  )
  return Object.fromEntries(members.filter(([, value]) => value !== undefined))
}

function hasBelow(keys: RegistryContent['keys'], key: string): boolean {
  return Object.keys(keys).some(one => one === key || one.startsWith(`${key}\\`))
}
