import { type Literal, literalOf } from './literal.ts'
import type { Event } from './stored-content.ts'

/** The order of the keys of flat events, and what each value may be: enough to know a text for a valid event without parsing it. */
export interface EventShape {
  /** The same for two that let the same pass. */
  name: string
  /** The event type. */
  type: string
  steps: readonly Step[]
}

/** Bytes that stand there, and the value behind them. */
export interface Step {
  literal: Literal
  value: ValueKind
  /** Of a whole number, the smallest. @default 0 */
  least: number
  /** Most bytes of a string. */
  most: number
}

/** `word` is true, false or null; `nothing` stands behind the last bracket. */
type ValueKind = 'text' | 'whole' | 'boolean' | 'word' | 'epoch' | 'seq' | 'nothing'

/** The JSON Schemas of the fields of an event. */
export type FieldSchemas = Readonly<Record<string, Readonly<Record<string, unknown>>>>

const mostFields = 64
/** Bounds what shapes take of memory, together with their number. */
const mostNameLength = 4096

/** The shape of a valid event with an epoch that begins with its type; undefined for one whose text has to be parsed. */
export function shapeOf(event: Event, schemas: FieldSchemas): EventShape | undefined {
  const [first, ...keys] = Object.keys(event)
  const { type } = event
  if (first !== 'type' || typeof type !== 'string' || !plainType.test(type)) return undefined
  const isPositioned = keys.includes('epoch') && keys.includes('seq')
  if (!isPositioned || keys.length > mostFields || keys.some(beginsWithDigit)) return undefined
  const steps: Step[] = []
  let name = ''
  const add = (literal: string, value: Value) => {
    steps.push({ literal: literalOf(literal), ...value })
    name += `${literal} ${value.value} ${value.least} ${value.most}`
  }
  let before = `{"type":"${type}"`
  for (const key of keys) {
    const value = stepValue(key, event[key], schemas)
    if (value === undefined) return undefined
    add(`${before},${JSON.stringify(key)}:`, value)
    before = ''
  }
  add('}', { value: 'nothing', least: 0, most: 0 })
  return name.length > mostNameLength ? undefined : { name, type, steps }
}

const plainType = /^\w{1,64}$/

/** `JSON.stringify` writes keys that are whole numbers first, wherever they stood. */
function beginsWithDigit(key: string): boolean {
  return /^\d/.test(key)
}

type Value = Omit<Step, 'literal'>

function stepValue(key: string, value: unknown, schemas: FieldSchemas): Value | undefined {
  if (key === 'epoch' || key === 'seq') return { value: key, least: 1, most: 0 }
  return Object.hasOwn(schemas, key) ? knownValue(schemas[key] ?? {}) : anyValue(value)
}

/** Only what the schemas of flat fields say; whatever else one says may refuse what the step lets pass. */
function knownValue(schema: Readonly<Record<string, unknown>>): Value | undefined {
  const { type, description: _, 'x-privacy': _class, ...rules } = schema
  if (type === 'boolean' && hasOnly(rules, [])) return { value: 'boolean', least: 0, most: 0 }
  if (type === 'string' && hasOnly(rules, ['maxLength']))
    return { value: 'text', least: 0, most: Number(rules.maxLength ?? Number.POSITIVE_INFINITY) }
  if (type === 'integer' && hasOnly(rules, ['minimum', 'maximum'])) {
    const least = Number(rules.minimum)
    const isWhole = rules.maximum === Number.MAX_SAFE_INTEGER && (least === 0 || least === 1)
    return isWhole ? { value: 'whole', least, most: 0 } : undefined
  }
  return undefined
}

function hasOnly(rules: object, known: readonly string[]): boolean {
  return Object.keys(rules).every(rule => known.includes(rule))
}

/** A field without a schema may be anything; it is expected to stay what it was. */
function anyValue(value: unknown): Value | undefined {
  if (typeof value === 'string') return { value: 'text', least: 0, most: Number.POSITIVE_INFINITY }
  if (typeof value === 'boolean' || value === null) return { value: 'word', least: 0, most: 0 }
  if (Number.isSafeInteger(value) && (value as number) >= 0) return { value: 'whole', least: 0, most: 0 }
  return undefined
}
