import { sensorConfig } from '@weaklayer/wire'
import * as z from 'zod'
import { parseRegistry, type RegistryKey, type RegistryValue, registryKey } from './parse-registry.ts'
import type { PolicySource } from './policy-source.ts'

interface Place {
  product: string
  browser: 'chromium' | 'firefox'
  path: string[]
}

const places: Place[] = [
  { product: 'Chrome', browser: 'chromium', path: ['Software', 'Policies', 'Google', 'Chrome'] },
  { product: 'Edge', browser: 'chromium', path: ['Software', 'Policies', 'Microsoft', 'Edge'] },
  { product: 'Chromium', browser: 'chromium', path: ['Software', 'Policies', 'Chromium'] },
  { product: 'Firefox', browser: 'firefox', path: ['Software', 'Policies', 'Mozilla', 'Firefox'] },
]
const hives = ['HKEY_LOCAL_MACHINE', 'HKEY_CURRENT_USER']

export type RegistrySources =
  | { status: 'ok'; sources: PolicySource[]; ofUser: boolean }
  | { status: 'invalid'; message: string }

/** The browsers' policies in an export of the registry, as their JSON would have them. */
export function registrySources(text: string): RegistrySources {
  const parsed = parseRegistry(text)
  if (parsed.status === 'invalid') return parsed
  const found = hives.flatMap(hive =>
    places.flatMap(place => {
      const key = registryKey(parsed.root, [hive, ...place.path])
      return key === undefined ? [] : [{ hive, source: sourceOf(place, key) }]
    }),
  )
  return {
    status: 'ok',
    sources: found.map(({ source }) => source),
    ofUser: found.some(({ hive }) => hive === 'HKEY_CURRENT_USER'),
  }
}

function sourceOf({ product, browser }: Place, key: RegistryKey): PolicySource {
  const policies = browser === 'chromium' ? chromiumPolicies(key) : plainObject(key)
  return { kind: 'browser', browser, product, system: 'windows', policies }
}

/** Chromium converts managed values by the extension's schema; Firefox hands them over as they are. */
function chromiumPolicies(key: RegistryKey): Record<string, unknown> {
  const policies = plainObject(key)
  const extensions = registryKey(key, ['3rdparty', 'extensions'])
  if (extensions === undefined) return policies
  const values = [...extensions.keys].map(([id, below]): [string, unknown] => {
    const policy = registryKey(below, ['policy'])
    return [id, policy === undefined ? {} : byMember(policy, valuesSchema)]
  })
  return { ...policies, '3rdparty': { extensions: Object.fromEntries(values) } }
}

interface Schema {
  type?: string
  properties?: Record<string, Schema>
  items?: Schema
}

const valuesSchema = z.toJSONSchema(sensorConfig, { io: 'input' }) as Schema

function byMember(key: RegistryKey, schema: Schema | undefined): Record<string, unknown> {
  const values = [...key.values].map(([name, value]): [string, unknown] => [
    name,
    converted(value, schema?.properties?.[name]),
  ])
  const keys = [...key.keys].map(([name, below]): [string, unknown] => {
    const member = schema?.properties?.[name]
    return [name, member?.type === 'array' ? listOf(below) : byMember(below, member)]
  })
  return Object.fromEntries([...values, ...keys])
}

/** Source: Chromium's components/policy/core/common/registry_dict.cc, ConvertRegistryValue. */
function converted({ data }: RegistryValue, schema: Schema | undefined): unknown {
  if (schema?.type === 'boolean' && (data === 0 || data === 1 || data === '0' || data === '1'))
    return Number(data) === 1
  if (schema?.type === 'integer' && typeof data === 'string' && /^-?\d+$/.test(data)) return Number(data)
  const isStructure = schema?.type === 'object' || schema?.type === 'array'
  return isStructure && typeof data === 'string' ? jsonOr(data) : data
}

/** Without a schema: keys named 1, 2, … are a list, a text that is JSON of an object is that object. */
function plainObject(key: RegistryKey): Record<string, unknown> {
  const values = [...key.values].map(([name, { data }]): [string, unknown] => [
    name,
    jsonOr(Array.isArray(data) ? data.join('\n') : data),
  ])
  const keys = [...key.keys].map(([name, below]): [string, unknown] => [
    name,
    below.values.has('1') ? listOf(below) : plainObject(below),
  ])
  return Object.fromEntries([...values, ...keys])
}

function listOf(key: RegistryKey): unknown[] {
  return [...key.values].sort(([left], [right]) => Number(left) - Number(right)).map(([, { data }]) => data)
}

function jsonOr(data: unknown): unknown {
  if (typeof data !== 'string' || !/^\s*[{[]/.test(data)) return data
  try {
    return JSON.parse(data) as unknown
  } catch {
    return data
  }
}
