import type { Json } from '../json.ts'

/** One value of the Windows registry, below HKEY_LOCAL_MACHINE. */
export interface RegistryValue {
  key: string
  name: string
  data: RegistryData
}

export type RegistryData =
  | { type: 'REG_DWORD'; value: number }
  | { type: 'REG_SZ'; value: string }
  | { type: 'REG_MULTI_SZ'; value: readonly string[] }

/**
 * A JSON value as Chromium reads it back from the registry with a schema: DWORD for a boolean and a whole number,
 * SZ for a text and a longer number, a subkey for an object, a subkey with "1", "2" for a list. An empty list, which
 * is something else than none, is JSON in a text.
 */
export function registryValues(key: string, name: string, value: Json): RegistryValue[] {
  if (value === null) return []
  if (typeof value !== 'object') return [{ key, name, data: plainData(value) }]
  const members = Object.entries(value)
  if (members.length === 0) return [{ key, name, data: plainData(JSON.stringify(value)) }]
  const nameOf = (member: string) => (Array.isArray(value) ? String(Number(member) + 1) : member)
  return members.flatMap(([member, one]) => registryValues(`${key}\\${name}`, nameOf(member), one))
}

/** The values of an object whose key is there already. */
export function membersOf(key: string, members: { readonly [name: string]: Json }): RegistryValue[] {
  return Object.entries(members).flatMap(([name, member]) => registryValues(key, name, member))
}

/** JSON in one text, as Firefox reads it. */
export function jsonValue(key: string, name: string, value: Json): RegistryValue {
  return { key, name, data: { type: 'REG_MULTI_SZ', value: [JSON.stringify(value)] } }
}

function plainData(value: string | number | boolean): RegistryData {
  if (typeof value === 'string') return { type: 'REG_SZ', value }
  if (typeof value === 'boolean') return { type: 'REG_DWORD', value: value ? 1 : 0 }
  const isShort = Number.isInteger(value) && value >= 0 && value < 2 ** 31
  return isShort ? { type: 'REG_DWORD', value } : { type: 'REG_SZ', value: String(value) }
}
