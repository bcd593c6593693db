import * as z from 'zod'
import { auditRecord } from '../audit-record.ts'
import { batchBody, eventsAnswer } from '../batch.ts'
import { errorAnswer } from '../error-codes.ts'
import { anyEvent, eventSchemas } from '../events/index.ts'
import { gatewayConfig } from '../gateway-config.ts'
import { installKey } from '../install-key.ts'
import { dryRunAnswer, installAnswer, installRequest } from '../install-request.ts'
import { revocationList } from '../revocation.ts'
import { sensorConfig } from '../sensor-config.ts'
import { storedEvent } from '../stored-event.ts'
import { tokenClaims } from '../token-claims.ts'
import { verifier } from '../verifier.ts'

/** A JSON Schema of draft 2020-12, as far as the generators read it. */
export interface JsonSchema {
  $schema?: string
  title?: string
  description?: string
  type?: string
  format?: string
  const?: unknown
  enum?: unknown[]
  default?: unknown
  maximum?: number
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  additionalProperties?: JsonSchema | boolean
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  allOf?: object[]
  $defs?: Record<string, JsonSchema>
  'x-privacy'?: string
}

/** The schema of what may be written, before defaults apply. */
export function inputSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input' }) as JsonSchema
}

/** The schema of each event type, by type. */
export function eventJsonSchemas(): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(eventSchemas).map(([type, schema]) => [type, inputSchema(schema)]))
}

/** `base` for every event, and for an event of a known type its own schema too. */
export function anyEventJsonSchema(base: z.ZodType, definitions: string): JsonSchema {
  const known = Object.keys(eventSchemas).map(type => ({
    if: { properties: { type: { const: type } }, required: ['type'] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { $ref: `${definitions}/${type}` },
  }))
  return { ...inputSchema(base), allOf: known }
}

const parts: Record<string, z.ZodType> = {
  batch: batchBody,
  'events-answer': eventsAnswer,
  'error-answer': errorAnswer,
  'install-request': installRequest,
  'install-answer': installAnswer,
  'dry-run-answer': dryRunAnswer,
  'install-key': installKey,
  verifier,
  'token-claims': tokenClaims,
  'sensor-config': sensorConfig,
  'gateway-config': gatewayConfig,
  'revocation-list': revocationList,
  'audit-record': auditRecord,
}

/** Every JSON Schema by its file name without `.json`. */
export function jsonSchemas(): Record<string, JsonSchema> {
  const $defs = eventJsonSchemas()
  const events = Object.entries($defs).map(([type, schema]) => [`events/${kebabCase(type)}`, schema])
  return {
    ...Object.fromEntries(events),
    event: { ...anyEventJsonSchema(anyEvent, '#/$defs'), $defs },
    'stored-event': { ...anyEventJsonSchema(storedEvent, '#/$defs'), $defs },
    ...Object.fromEntries(Object.entries(parts).map(([name, schema]) => [name, inputSchema(schema)])),
  }
}

function kebabCase(type: string): string {
  return type.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()
}
