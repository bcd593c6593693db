import { gatewayLimits } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import { judgeLetter } from './judge-letter.ts'

const group = '97235229-5a58-4dd6-b9fd-4395f8b5f6bf'
const sensor = '3f2a9c1b-0000-8000-8000-000000000001'
const event = { type: 'Note', time: 5, epoch: '0123456789abcdef', seq: 7, text: 'x' }
const letter = { received: 9, sensor, group, code: 'EVENT_INVALID', message: 'm', event }
const limits = gatewayLimits.parse({})
const judge = (changed: Record<string, unknown> = {}, given = limits) =>
  judgeLetter(JSON.stringify({ ...letter, ...changed }), group, given)

test('a valid event is stored as a gateway would have, with its own sensor, group and time of receipt', () => {
  const judged = judge()
  expect(judged).toEqual({
    status: 'replay',
    line: `${JSON.stringify({ ...event, sensor, group, received: 9 })}\n`,
  })
})

test('what the event says of sensor, group and receipt is overwritten here too', () => {
  const judged = judge({ event: { ...event, sensor: 'x', group: 'y', received: 'z' } })
  expect(JSON.parse(judged.status === 'replay' ? judged.line : '')).toMatchObject({
    sensor,
    group,
    received: 9,
  })
})

test('a field named __proto__ stays', () => {
  const text = JSON.stringify(letter).replace('"text":', '"__proto__":{"a":1},"text":')
  const judged = judgeLetter(text, group, limits)
  expect(judged.status === 'replay' && judged.line).toContain('"__proto__":{"a":1}')
})

test('an event that is refused still says why', () => {
  expect(judge({ event: { ...event, type: '' } })).toEqual({
    status: 'keep',
    code: 'EVENT_INVALID',
    message: expect.stringContaining('`type`'),
  })
})

test('a limit that was raised lets an event through', () => {
  const long = { event: { ...event, text: 'a'.repeat(9000) } }
  expect(judge(long)).toMatchObject({ status: 'keep', code: 'EVENT_TOO_LARGE' })
  expect(judge(long, { ...limits, stringLength: 10_000 }).status).toBe('replay')
})

test.each([
  ['no JSON', '{"received":'],
  ['null', 'null'],
  ['a stored event', JSON.stringify({ ...event, sensor, group, received: 9 })],
  ['another group', JSON.stringify({ ...letter, group: sensor })],
  ['a sensor that is none', JSON.stringify({ ...letter, sensor: '../../etc' })],
  ['no time of receipt', JSON.stringify({ ...letter, received: undefined })],
  ['a time of receipt that is none', JSON.stringify({ ...letter, received: -1 })],
  ['an endless time of receipt', JSON.stringify(letter).replace('"received":9', '"received":1e999')],
  ['an event that is a list', JSON.stringify({ ...letter, event: [event] })],
  ['an event that is a text', JSON.stringify({ ...letter, event: 'x' })],
])('%s is unreadable', (_what, text) => {
  expect(judgeLetter(text, group, limits)).toEqual({ status: 'unreadable' })
})
