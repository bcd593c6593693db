import { batchBody, eventsAnswer } from '../batch.ts'
import { errorAnswer } from '../error-codes.ts'
import { anyEvent } from '../events/index.ts'
import { dryRunAnswer, installAnswer, installRequest } from '../install-request.ts'
import { anyEventJsonSchema, eventJsonSchemas, inputSchema, type JsonSchema } from './json-schemas.ts'
import { eventsRoute, installRoute, pageRoute } from './openapi-routes.ts'

/** The sensor API as an OpenAPI 3.1 document. */
export function openapi(version: string): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Weaklayer gateway, sensor API',
      version,
      description: 'How sensors enrol and deliver events. See docs/wire.md.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    servers: [{ url: 'https://gateway.example.com', description: 'Your own gateway.' }],
    paths: {
      '/install': { post: installRoute },
      '/events': { post: eventsRoute },
      '/': { get: pageRoute },
    },
    components: {
      schemas: components(),
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'The token of the answer of POST /install.',
        },
      },
    },
  }
}

function components(): Record<string, JsonSchema> {
  const batch = inputSchema(batchBody)
  const schemas: Record<string, JsonSchema> = {
    InstallRequest: inputSchema(installRequest),
    InstallAnswer: inputSchema(installAnswer),
    DryRunAnswer: inputSchema(dryRunAnswer),
    EventsAnswer: inputSchema(eventsAnswer),
    ErrorAnswer: inputSchema(errorAnswer),
    Batch: { ...batch, items: { $ref: '#/components/schemas/Event' } as JsonSchema },
    Event: anyEventJsonSchema(anyEvent, '#/components/schemas'),
    ...eventJsonSchemas(),
  }
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema: _, ...schema }]) => [name, schema]),
  )
}
