import { readFileSync } from 'node:fs'
import { jsonSchemas } from './json-schemas.ts'
import { managedSchema } from './managed-schema.ts'
import { openapi } from './openapi.ts'
import { eventsPage, gatewayConfigTable, sensorConfigTable, withSection } from './pages.ts'

const root = new URL('../../../../', import.meta.url)

/** Every generated file: its place from the root of the project, and its text. */
export function generatedFiles(): Map<string, string> {
  const { version } = JSON.parse(read('packages/wire/package.json')) as { version: string }
  const schemas = { ...jsonSchemas(), 'managed-schema': managedSchema(), openapi: openapi(version) }
  const wirePage = withSection(
    withSection(read('docs/wire.md'), 'sensor configuration', sensorConfigTable()),
    'gateway configuration',
    gatewayConfigTable(),
  )
  return new Map([
    ...Object.entries(schemas).map(
      ([name, schema]) =>
        [`packages/wire/schemas/${name}.json`, `${JSON.stringify(schema, null, 2)}\n`] as const,
    ),
    ['docs/events.md', eventsPage()],
    ['docs/wire.md', wirePage],
  ])
}

/** The address of a place from the root of the project. */
export function placeOf(path: string): URL {
  return new URL(path, root)
}

function read(path: string): string {
  return readFileSync(placeOf(path), 'utf8')
}
