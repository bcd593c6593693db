import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { errorCodes } from '../error-codes.ts'
import type { PrivacyClass } from '../field.ts'
import { type FieldRow, fieldRows } from './fields-table.ts'
import { generatedFiles, placeOf } from './generated-files.ts'
import { eventJsonSchemas, type JsonSchema, jsonSchemas } from './json-schemas.ts'
import { managedSchema } from './managed-schema.ts'
import { routeCodes } from './openapi-routes.ts'
import { withSection } from './pages.ts'

const files = generatedFiles()

test.each([...files.keys()])('%s is what `npm run generate` makes', path => {
  expect(readFileSync(placeOf(path), 'utf8')).toBe(files.get(path))
})

test('the folder of schemas holds nothing else', () => {
  const root = fileURLToPath(placeOf('.'))
  const found = globSync('packages/wire/schemas/**/*', { cwd: root }).filter(path => path.endsWith('.json'))
  expect(found.length).toBeGreaterThan(15)
  expect(found.toSorted()).toEqual([...files.keys()].filter(path => path.startsWith('packages/')).toSorted())
})

test('a page without the place for generated text is an error', () => {
  expect(() => withSection('# Page', 'name', 'x')).toThrow('<!-- generated: name -->')
  expect(withSection('<!-- generated: a -->old<!-- end -->', 'a', 'new')).toBe(
    '<!-- generated: a -->\n\nnew\n\n<!-- end -->',
  )
})

const privacyClasses: readonly PrivacyClass[] = [
  'technical',
  'pseudonym',
  'identity',
  'browsing',
  'keyed-hash',
]

const undescribed = (rows: FieldRow[]) => rows.filter(row => !row.schema.description).map(row => row.name)
const unclassed = (rows: FieldRow[]) =>
  rows.filter(row => !privacyClasses.includes(row.schema['x-privacy'] as PrivacyClass)).map(row => row.name)

describe.each(Object.entries(jsonSchemas()))('schema %s', (_name, schema) => {
  test('has a title, a description and fields, every field with a description', () => {
    const rows = fieldRows(schema).concat(schema.items ? fieldRows(schema.items) : [])
    expect(schema.title).toBeTruthy()
    expect(schema.description).toBeTruthy()
    expect(rows.length).toBeGreaterThan(1)
    expect(undescribed(rows)).toEqual([])
  })
})

const eventSchemas = Object.entries(jsonSchemas()).filter(([name]) => /event$|^events\//.test(name))

test.each(eventSchemas)('schema %s has a privacy class on every field', (_name, schema) => {
  expect(fieldRows(schema).length).toBeGreaterThan(8)
  expect(unclassed(fieldRows(schema))).toEqual([])
})

test('the search for fields without description or class looks into every depth', () => {
  const bare: JsonSchema = { properties: { x: {} } }
  const depths: JsonSchema = {
    properties: {
      list: { type: 'array', items: bare },
      record: { type: 'object', additionalProperties: { type: 'object', additionalProperties: bare } },
      choice: { anyOf: [bare, { type: 'null' }] },
      object: bare,
    },
  }
  const names = ['list', 'list[].x', 'record', 'record.*.*.x', 'choice', 'choice.x', 'object', 'object.x']
  expect(undescribed(fieldRows(depths))).toEqual(names)
  expect(unclassed(fieldRows(depths))).toEqual(names)
})

test('nested fields of Status are among those that are looked at', () => {
  const names = fieldRows(eventJsonSchemas().Status ?? {}).map(row => row.name)
  expect(names).toEqual(expect.arrayContaining(['previous.lastSeq', 'policyProblems[].message']))
})

test("the managed schema keeps to Chromium's subset and loses no key", () => {
  const keywords = new Set<string>()
  const collect = (schema: JsonSchema) => {
    for (const keyword of Object.keys(schema)) keywords.add(keyword)
    for (const member of Object.values(schema.properties ?? {})) collect(member)
    if (schema.items) collect(schema.items)
  }
  const managed = managedSchema()
  collect(managed)
  expect([...keywords].sort()).toEqual(['description', 'items', 'properties', 'type'])
  const names = (schema: JsonSchema) => fieldRows(schema).map(row => row.name)
  expect(names(managed)).toEqual(names(jsonSchemas()['sensor-config'] ?? {}))
  expect(fieldRows(managed).every(row => row.schema.type !== undefined)).toBe(true)
})

test('every error code is answered by one of the routes', () => {
  expect([...new Set(Object.values(routeCodes).flat())].toSorted()).toEqual(
    Object.keys(errorCodes).toSorted(),
  )
})
