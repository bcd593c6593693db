import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventFixtures } from '../fixtures/index.ts'
import { checkStoredEvent } from '../stored-event.ts'
import { checkEvent, type EventType, eventSchemas, isKnownType } from './index.ts'

const known = Object.keys(eventSchemas) as EventType[]
const commonNames = new Set([
  'type',
  'time',
  'epoch',
  'seq',
  'tab',
  'frame',
  'incognito',
  'sensor',
  'group',
  'received',
])

/** Any field that no schema of this version names. */
const unknownFields = fc.dictionary(
  fc.string().filter(name => !commonNames.has(name) && !known.some(type => name in eventSchemas[type].shape)),
  fc.jsonValue(),
)
const unknownType = fc.string({ minLength: 1, maxLength: 64 }).filter(type => !isKnownType(type))
const time = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })

const asJson = (value: unknown) => JSON.parse(JSON.stringify(value))

test('events of unknown types survive whole', () => {
  fc.assert(
    fc.property(unknownFields, unknownType, time, (fields, type, at) => {
      const event = asJson({ ...fields, type, time: at })
      expect(checkEvent(event)).toEqual({ status: 'valid', event: asJson(event) })
    }),
  )
})

test('unknown fields of known types survive whole', () => {
  fc.assert(
    fc.property(fc.constantFrom(...known), unknownFields, (type, fields) => {
      const event = asJson({ ...fields, ...(eventFixtures[type].valid[0]?.value as object) })
      expect(checkEvent(event)).toEqual({ status: 'valid', event: asJson(event) })
    }),
  )
})

test('a stored event keeps everything when it is read back', () => {
  const addition = {
    sensor: 'a3bb189e-8bf9-8888-9912-ace4e6543002',
    group: '68886d61-572b-41a5-8edd-93a564fb5ba3',
    received: 7,
  }
  fc.assert(
    fc.property(unknownFields, unknownType, time, (fields, type, at) => {
      const event = asJson({ ...fields, type, time: at, ...addition })
      expect(checkStoredEvent(event)).toEqual({ status: 'valid', event: asJson(event) })
    }),
  )
})

test('any JSON value is either valid or refused with a path and a message, never an error', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      const check = checkEvent(value)
      if (check.status === 'invalid') expect(check.message).not.toBe('')
    }),
  )
})

test('the message of a refused event never repeats its value', () => {
  const canary = 'canary-k2J8'
  const event = eventFixtures.WindowLocation.valid[0]?.value as object
  for (const field of ['time', 'epoch', 'port', 'windowReference', 'tab']) {
    const check = checkEvent({ ...event, [field]: canary })
    expect(check.status).toBe('invalid')
    expect(JSON.stringify(check)).not.toContain(canary)
  }
})

test.each(['sensor', 'group', 'received', 'time', 'type'])('a line without %s is no stored event', field => {
  const install = eventFixtures.Install.valid[0]?.value as object
  const event = { ...install, received: 8 }
  expect(checkStoredEvent(event).status).toBe('valid')
  expect(checkStoredEvent({ ...event, [field]: undefined })).toMatchObject({ status: 'invalid', path: field })
})
