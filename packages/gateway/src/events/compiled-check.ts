import { isEpochId } from '@weaklayer/wire'
import schema from '@weaklayer/wire/schemas/event.json' with { type: 'json' }
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { FieldSchemas } from './event-shape.ts'

/** Strings are measured as zod does, in UTF-16 units. */
const ajv = new Ajv2020({ strict: false, unicode: false, logger: false })
const { $defs: known, allOf: _byType, ...anyEvent } = schema
const anyCheck = ajv.compile(withAnyEpoch(anyEvent))
const checks = new Map(Object.entries(known).map(([type, each]) => [type, ajv.compile(withAnyEpoch(each))]))
let lastEpoch: unknown

/**
 * Whether an event matches its schema, by code that is compiled from the JSON Schemas of the companion library: a tenth of what zod
 * takes. Of what it finds wrong, zod says what it is.
 */
export function matchesSchema(event: Readonly<Record<string, unknown>>): boolean {
  const check = typeof event.type === 'string' ? checks.get(event.type) : undefined
  return (check ?? anyCheck)(event) && isEpoch(event.epoch)
}

/** The schemas of the fields that an event of its type may have; others may be anything. */
export function fieldSchemasOf(event: Readonly<Record<string, unknown>>): FieldSchemas {
  const own = Object.entries(known).find(([type]) => type === event.type)?.[1]
  return (own ?? anyEvent).properties
}

/** Events that follow each other have the same epoch, nearly always. */
function isEpoch(epoch: unknown): boolean {
  if (epoch === undefined || epoch === lastEpoch) return true
  if (!isEpochId(epoch)) return false
  lastEpoch = epoch
  return true
}

/** Without the form of an epoch, which is checked beside it. */
function withAnyEpoch<Schema extends { properties: { epoch: object } }>(each: Schema) {
  return { ...each, properties: { ...each.properties, epoch: { type: 'string' } } }
}
