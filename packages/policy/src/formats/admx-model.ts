import schema from '@weaklayer/wire/schemas/sensor-config.json' with { type: 'json' }
import { isJsonObject, type Json, type JsonObject } from '../json.ts'

/** One field of a policy in the editor, with the place of its value in the registry. */
export type AdmxField = AdmxPlace & { id: string; title: string; required: boolean } & (
    | { kind: 'text'; maxLength: number; preset?: string }
    | { kind: 'number'; least: number; most: number; preset?: number }
    | { kind: 'boolean' }
    | { kind: 'choice'; options: readonly string[] }
    | { kind: 'list' }
    /** JSON in a REG_MULTI_SZ. */
    | { kind: 'json' }
  )

interface AdmxPlace {
  key: string
  /** Absent for a list, which fills its key. */
  valueName?: string
}

/** One policy: a key of the sensor's configuration. */
export interface AdmxPolicy {
  id: string
  title: string
  explanation: string
  fields: readonly AdmxField[]
}

interface Member {
  type?: string
  default?: unknown
  description?: string
  enum?: readonly string[]
  minimum?: number
  maximum?: number
  maxLength?: number
  properties?: Record<string, Member>
  required?: readonly string[]
}

/**
 * The policies of the sensor's configuration for the group policy editor, made from its schema.
 * `presets` are what fields show first; secrets have no place in them.
 */
export function sensorPolicies(key: string, presets: JsonObject): AdmxPolicy[] {
  const members = schema.properties as Record<string, Member>
  return Object.entries(members).map(([name, member]) => ({
    id: `Weaklayer_${name}`,
    title: titleOf(name),
    explanation: explanationOf(name, member),
    fields:
      member.type === 'object'
        ? fieldsOf(member, { key: `${key}\\${name}`, prefix: name, presets: presets[name] })
        : [fieldOf(name, member, { key, prefix: '', presets, required: true })],
  }))
}

interface Place {
  key: string
  prefix: string
  presets: Json | undefined
  required?: boolean
}

function fieldsOf(member: Member, place: Place): AdmxField[] {
  return Object.entries(member.properties ?? {}).map(([name, inner]) =>
    fieldOf(name, inner, { ...place, required: member.required?.includes(name) ?? false }),
  )
}

function fieldOf(name: string, member: Member, { key, prefix, presets, required = false }: Place): AdmxField {
  const id = prefix === '' ? `field_${name}` : `field_${prefix}_${name}`
  const common = { id, title: titleOf(name), required, key, valueName: name }
  const preset = isJsonObject(presets) && Object.hasOwn(presets, name) ? presets[name] : undefined
  if (member.enum !== undefined) return { ...common, kind: 'choice', options: member.enum }
  if (member.type === 'array')
    return { id, title: common.title, required, kind: 'list', key: `${key}\\${name}` }
  if (member.type === 'boolean') return { ...common, kind: 'boolean' }
  return { ...common, ...(isShortNumber(member) ? numberKind(member, preset) : textKind(member, preset)) }
}

/** A whole number of more than 32 bits is a text in the registry. */
function isShortNumber({ type, maximum = 0 }: Member): boolean {
  return type === 'integer' && maximum < 2 ** 31
}

function numberKind({ minimum = 0, maximum = 0, default: usual }: Member, preset: Json | undefined) {
  // The editor writes a number even where nobody typed one.
  const shown = preset ?? usual
  const range = { kind: 'number' as const, least: minimum, most: maximum }
  return typeof shown === 'number' ? { ...range, preset: shown } : range
}

function textKind({ maxLength = 1023 }: Member, preset: Json | undefined) {
  const kind = { kind: 'text' as const, maxLength }
  return typeof preset === 'string' ? { ...kind, preset } : kind
}

/** `enterpriseHosts` → `Enterprise hosts`. */
function titleOf(name: string): string {
  const words = name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function explanationOf(name: string, { description = '', properties }: Member): string {
  const lines = Object.entries(properties ?? {}).map(
    ([key, member]) => `${titleOf(key)}: ${plain(member.description)}`,
  )
  return [plain(description), ...lines, `Key of the sensor's configuration: ${name}.`].join('\n')
}

function plain(description = ''): string {
  return description.replace(/\s*@default\s+(.*)$/, ' Default: $1.')
}
