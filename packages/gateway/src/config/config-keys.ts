import { gatewayConfig } from '@weaklayer/wire'

/** How the text of an environment variable becomes a value. */
type KeyKind = 'text' | 'number' | 'boolean' | 'list'

/** One key of the configuration that is not an object itself. */
export interface ConfigKey {
  /** `['sensor', 'api', 'port']`; a step `[]` stands for every entry of a list. */
  path: string[]
  kind: KeyKind
  description: string
  isRequired: boolean
}

/** What this file reads of a zod schema's definition, whatever its kind. */
interface Definition {
  type: string
  shape?: Record<string, Schema>
  element?: Schema
  innerType?: Schema
  in?: Schema
  options?: Schema[]
  values?: unknown[]
}

interface Schema {
  _zod: { def: unknown }
  description?: string | undefined
}

/** Every key of the gateway's configuration, found by walking its schema; entries of lists come after their list. */
export function configKeys(schema: Schema = gatewayConfig): ConfigKey[] {
  return keysBelow(schema, [])
}

/** The environment variable that overrides a key: `WEAKLAYER_SENSOR_API_PORT`. Entries of lists have none. */
export function environmentName(path: readonly string[]): string | undefined {
  return path.includes('[]') ? undefined : `WEAKLAYER_${path.join('_').toUpperCase()}`
}

function keysBelow(schema: Schema, path: string[]): ConfigKey[] {
  const { definition, description, isRequired } = unwrap(schema)
  if (definition.shape) {
    const keys = keysOfShape(definition.shape, path)
    return isRequired ? keys : keys.map(key => inOptional(key, description))
  }
  const own: ConfigKey = { path, kind: kindOf(definition), description, isRequired }
  return definition.element ? [own, ...keysOfElement(definition.element, [...path, '[]'])] : [own]
}

function keysOfShape(shape: Record<string, Schema>, path: string[]): ConfigKey[] {
  return Object.entries(shape).flatMap(([key, member]) => keysBelow(member, [...path, key]))
}

/** What an optional object requires is required only where the object is there; its default is the object's. */
function inOptional(key: ConfigKey, description: string): ConfigKey {
  if (!key.isRequired) return key
  const fallback = /@default.*$/su.exec(description)?.[0] ?? ''
  return { ...key, description: `${key.description} ${fallback}`, isRequired: false }
}

/** Entries that are plain texts have no keys; those of a union have the keys of each option. */
function keysOfElement(element: Schema, path: string[]): ConfigKey[] {
  const { definition } = unwrap(element)
  if (definition.shape) return keysOfShape(definition.shape, path)
  return (definition.options ?? []).flatMap(option => {
    const { shape = {} } = unwrap(option).definition
    const { type, ...others } = shape
    const name = type === undefined ? '' : String(unwrap(type).definition.values?.[0])
    return keysOfShape(others, name === '' ? path : [...path, name])
  })
}

/** Looks below default, optional, refinement and transformation. */
function unwrap(schema: Schema) {
  let description = ''
  let isRequired = true
  for (let at: Schema | undefined = schema; ; ) {
    const definition = at._zod.def as Definition
    description ||= at.description ?? ''
    if (['default', 'prefault', 'optional'].includes(definition.type)) isRequired = false
    const inner: Schema | undefined = definition.innerType ?? definition.in
    if (inner === undefined) return { definition, description, isRequired }
    at = inner
  }
}

function kindOf({ type }: Definition): KeyKind {
  if (type === 'array') return 'list'
  return type === 'number' || type === 'int' ? 'number' : type === 'boolean' ? 'boolean' : 'text'
}
