import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { type ErrorCode, errorCodes } from '../error-codes.ts'
import { eventFixtures, eventsAnswerFixtures, installRequestFixtures } from '../fixtures/index.ts'
import { openapi } from './openapi.ts'
import { routeCodes } from './openapi-routes.ts'

interface Content {
  [type: string]: { schema: object }
}

interface Operation {
  operationId: string
  summary: string
  parameters?: { name: string; in: string; description: string; schema: object }[]
  security?: Record<string, string[]>[]
  requestBody?: { content: Content }
  responses: Record<
    string,
    { description: string; headers?: Record<string, { schema: object }>; content?: Content }
  >
}

interface Document {
  openapi: string
  info: { title: string; version: string; license: { name: string; identifier: string } }
  paths: Record<string, Record<string, Operation>>
  components: {
    schemas: Record<string, object>
    securitySchemes: Record<string, { type: string; scheme: string }>
  }
}

const document = JSON.parse(JSON.stringify(openapi('1.2.3'))) as Document
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
)

test('it is OpenAPI 3.1 with title, version and licence', () => {
  expect(document.openapi).toMatch(/^3\.1\.\d+$/)
  expect(document.info).toMatchObject({ version: '1.2.3', license: { identifier: 'Apache-2.0' } })
  expect(document.components.securitySchemes.token).toMatchObject({ type: 'http', scheme: 'bearer' })
})

test('it describes the three routes, each operation under its own name', () => {
  expect(operations.map(([name]) => name)).toEqual(['POST /install', 'POST /events', 'GET /'])
  expect(new Set(operations.map(([, operation]) => operation.operationId)).size).toBe(operations.length)
})

test('every reference points at something', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
    ([, path = '']) => path,
  )
  expect(references.length).toBeGreaterThan(20)
  for (const path of references) {
    const target = path
      .split('/')
      .reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], document)
    expect(target, path).toBeTypeOf('object')
  }
})

describe.each(operations)('%s', (_name, operation) => {
  test('has a summary, described parameters and known security schemes', () => {
    expect(operation.summary).toMatch(/\.$/)
    for (const parameter of operation.parameters ?? []) {
      expect(parameter).toMatchObject({
        in: 'header',
        description: expect.any(String),
        schema: expect.any(Object),
      })
    }
    const schemes = (operation.security ?? []).flatMap(one => Object.keys(one))
    expect(schemes.filter(scheme => !(scheme in document.components.securitySchemes))).toEqual([])
  })

  test('has a described response with content for every status', () => {
    expect(Object.keys(operation.responses)).toContain('200')
    for (const [status, response] of Object.entries(operation.responses)) {
      expect(status).toMatch(/^[1-5]\d\d$/)
      expect(response.description).not.toBe('')
      expect(Object.values(response.content ?? {})[0]?.schema).toBeTypeOf('object')
    }
  })
})

const routes: [path: string, codes: ErrorCode[]][] = [
  ['/install', routeCodes.install],
  ['/events', routeCodes.events],
]

test.each(routes)(
  '%s names each of its codes at its status, with Retry-After where it says to wait',
  (path, codes) => {
    const responses = document.paths[path]?.post?.responses ?? {}
    for (const code of codes) expect(responses[errorCodes[code].status]?.description).toContain(code)
    const expected = new Set(['200', ...codes.map(code => String(errorCodes[code].status))])
    expect(new Set(Object.keys(responses))).toEqual(expected)
    for (const status of ['429', '503']) expect(responses[status]?.headers).toHaveProperty('Retry-After')
  },
)

describe('the schemas of the document', () => {
  const ajv = new Ajv2020({ strict: false })
  ajv.addSchema(document, 'openapi')
  const accepts = (name: string, value: unknown) =>
    ajv.validate({ $ref: `openapi#/components/schemas/${name}` }, value)

  test.each(Object.keys(document.components.schemas))('%s is a schema', name => {
    expect(() => accepts(name, {})).not.toThrow()
  })

  test.each([
    ['InstallRequest', installRequestFixtures],
    ['EventsAnswer', eventsAnswerFixtures],
    ['Event', eventFixtures.Status],
  ] as const)('%s accepts and refuses what both ends do', (name, { valid, invalid }) => {
    expect(valid.filter(({ value }) => !accepts(name, value))).toEqual([])
    expect(invalid.filter(({ value }) => accepts(name, value))).toEqual([])
  })

  test('Batch holds events', () => {
    const [good, bad] = [eventFixtures.Window.valid[0]?.value, eventFixtures.Window.invalid[0]?.value]
    expect(accepts('Batch', [good])).toBe(true)
    expect(accepts('Batch', [good, bad])).toBe(false)
  })
})
