import { isJsonObject, type Json } from '../json.ts'

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
 * SZ for a text and a longer number, a subkey for an object, a subkey with "1", "2" for a list.
 */
export function registryValues(key: string, name: string, value: Json): RegistryValue[] {
  if (typeof value === 'string') return [{ key, name, data: { type: 'REG_SZ', value } }]
  if (typeof value === 'boolean') return [{ key, name, data: { type: 'REG_DWORD', value: value ? 1 : 0 } }]
  if (typeof value === 'number') return [{ key, name, data: numberData(value) }]
  const below = `${key}\\${name}`
  if (Array.isArray(value))
    return value.flatMap((entry, index) => registryValues(below, String(index + 1), entry))
  return isJsonObject(value) ? membersOf(below, value) : []
}

/** The values of an object whose key is there already. */
export function membersOf(key: string, members: { readonly [name: string]: Json }): RegistryValue[] {
  return Object.entries(members).flatMap(([name, member]) => registryValues(key, name, member))
}

/** JSON in one text, as Firefox reads it. */
export function jsonValue(key: string, name: string, value: Json): RegistryValue {
  return { key, name, data: { type: 'REG_MULTI_SZ', value: [JSON.stringify(value)] } }
}

function numberData(value: number): RegistryData {
  const isShort = Number.isInteger(value) && value >= 0 && value < 2 ** 31
  return isShort ? { type: 'REG_DWORD', value } : { type: 'REG_SZ', value: String(value) }
}
