import { sensorConfig } from '../sensor-config.ts'
import { inputSchema, type JsonSchema } from './json-schemas.ts'

/**
 * The managed-storage schema of the extension, in the subset that Chromium reads.
 * Loose on purpose: a browser drops a whole value that fails its schema, the sensor only its bad part.
 */
export function managedSchema(): JsonSchema {
  return loosened(inputSchema(sensorConfig))
}

function loosened({ type, description, properties, items, maximum = 0 }: JsonSchema): JsonSchema {
  // An integer of Chromium has 32 bits; a longer one that is called a number arrives whole.
  const isLong = type === 'integer' && maximum >= 2 ** 31
  return {
    ...(type && { type: isLong ? 'number' : type }),
    ...(description && { description }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([key, member]) => [key, loosened(member)]),
      ),
    }),
    ...(items && { items: loosened(items) }),
  }
}
