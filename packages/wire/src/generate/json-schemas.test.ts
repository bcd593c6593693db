import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import type * as z from 'zod'
import { batchBody, eventsAnswer } from '../batch.ts'
import { errorAnswer } from '../error-codes.ts'
import { checkEvent, type EventType, eventSchemas } from '../events/index.ts'
import { exampleInstallKey, exampleTokenSecret, exampleVerifier } from '../example-secrets.ts'
import {
  anyEventFixtures,
  batchFixtures,
  errorAnswerFixtures,
  eventFixtures,
  eventsAnswerFixtures,
  type Fixtures,
  installAnswerFixtures,
  installRequestFixtures,
} from '../fixtures/index.ts'
import { gatewayConfig } from '../gateway-config.ts'
import { installAnswer, installRequest } from '../install-request.ts'
import { sensorConfig } from '../sensor-config.ts'
import { eventJsonSchemas, jsonSchemas } from './json-schemas.ts'

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true })
ajv.addVocabulary(['x-privacy'])
const validators = new Map<string, ValidateFunction>()
const schemas = jsonSchemas()

function accepts(name: string, value: unknown): boolean {
  const known = validators.get(name)
  const validate = known ?? ajv.compile(schemas[name] ?? { not: {} })
  validators.set(name, validate)
  return validate(value) === true
}

test.each(Object.keys(schemas))('%s is a JSON Schema of draft 2020-12', name => {
  expect(schemas[name]?.$schema).toBe('https://json-schema.org/draft/2020-12/schema')
  expect(ajv.validateSchema(schemas[name] ?? {})).toBe(true)
})

const all = ({ valid, invalid }: Fixtures) => [...valid, ...invalid]
const kebab = (type: string) => type.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()

describe.each(Object.keys(eventJsonSchemas()) as EventType[])('the schemas of %s', type => {
  test.each(all(eventFixtures[type]))('judge as zod does: $name', ({ value }) => {
    const expected = checkEvent(value).status === 'valid'
    expect(accepts(`events/${kebab(type)}`, value)).toBe(expected)
    expect(eventSchemas[type].safeParse(value).success).toBe(expected)
    expect(accepts('event', value)).toBe(expected)
    const { sensor, group } = anyStored
    expect(
      accepts('stored-event', {
        ...(value as object),
        ...(type === 'Install' ? {} : { sensor, group }),
        received: 7,
      }),
    ).toBe(expected)
  })
})

const anyStored = {
  type: 'Window',
  time: 7,
  isTopLevelWindow: true,
  topLevelWindowReference: 7,
  sensor: 'a3bb189e-8bf9-8888-9912-ace4e6543002',
  group: exampleInstallKey.group,
  received: 8,
}

test.each(['sensor', 'group', 'received'])('a stored event needs %s', field => {
  expect(accepts('stored-event', anyStored)).toBe(true)
  expect(accepts('stored-event', { ...anyStored, [field]: undefined })).toBe(false)
})

test.each(all(anyEventFixtures))('the schema of any event judges as zod does: $name', ({ value }) => {
  expect(accepts('event', value)).toBe(checkEvent(value).status === 'valid')
})

const bodies: [name: string, schema: z.ZodType, fixtures: Fixtures][] = [
  ['batch', batchBody, batchFixtures],
  ['events-answer', eventsAnswer, eventsAnswerFixtures],
  ['error-answer', errorAnswer, errorAnswerFixtures],
  ['install-request', installRequest, installRequestFixtures],
  ['install-answer', installAnswer, installAnswerFixtures],
]

describe.each(bodies)('the schema %s', (name, schema, fixtures) => {
  test.each(all(fixtures))('judges as zod does: $name', ({ value }) => {
    expect(accepts(name, value)).toBe(schema.safeParse(value).success)
  })
})

const api = { protocol: 'https', hostname: 'gateway.example.com', port: 443 }
const policy = { api, installKey: exampleInstallKey, label: 'x' }
const policies: [what: string, value: unknown][] = [
  ['the least', policy],
  ['without label', { ...policy, label: undefined }],
  ['an IPv6 address', { ...policy, api: { ...api, hostname: '[2001:DB8::1]' } }],
  ['an address as host name', { ...policy, api: { ...api, hostname: 'https://x' } }],
  ['hosts', { ...policy, excludedHosts: ['*.a.example', '[::1]', 'b.example'] }],
  ['a path among the hosts', { ...policy, excludedHosts: ['a.example/x'] }],
  ['a link', { ...policy, notice: { link: 'https://a.example/x?y' } }],
  ['a script as link', { ...policy, notice: { link: 'javascript:alert(1)' } }],
  ['a small buffer', { ...policy, buffer: { maxEvents: 7 } }],
]

test.each(policies)('the schema of the sensor configuration judges as zod does: %s', (_what, value) => {
  const plain = JSON.parse(JSON.stringify(value))
  expect(accepts('sensor-config', plain)).toBe(sensorConfig.safeParse(plain).success)
})

const config = {
  sensor: { token: { secrets: { current: exampleTokenSecret } }, install: { verifiers: [exampleVerifier] } },
  outputs: [{ type: 'filesystem', directory: './events', age: '5m' }],
}
const configs: [what: string, value: unknown, isValid: boolean][] = [
  ['the least', config, true],
  ['an unknown key', { ...config, sensors: {} }, false],
  ['an unknown output', { ...config, outputs: [{ type: 'kafka' }] }, false],
  ['no outputs', { ...config, outputs: [] }, false],
  ['a limit', { ...config, limits: { bodyBytes: 2048 } }, true],
  ['a limit that is too low', { ...config, limits: { bodyBytes: 7 } }, false],
]

test.each(configs)(
  'the schema of the gateway configuration judges as zod does: %s',
  (_what, value, isValid) => {
    expect(gatewayConfig.safeParse(value).success).toBe(isValid)
    expect(accepts('gateway-config', value)).toBe(isValid)
  },
)
