import { expect, test } from 'vitest'
import { editConfigText } from './edit-config-text.ts'

const yaml = `# all of it
sensor:
  api: {host: localhost} # here
  past:
    - one # first
    - two
`

test('a value is replaced, added and taken away, and everything around it stays', () => {
  const edited = editConfigText(yaml, [
    { path: ['sensor', 'api', 'host'], value: 'other' },
    { path: ['sensor', 'past', 2], value: { secret: 'three' } },
    { path: ['sensor', 'past', 1], value: undefined },
    { path: ['admin', 'port'], value: 7 },
  ])
  expect(edited).toBe(`# all of it
sensor:
  api: {host: other} # here
  past:
    - one # first
    - secret: three
admin:
  port: 7
`)
})

test('a list that is not there, or has nothing in it, gets its first entry', () => {
  for (const text of ['sensor:\n  past:\n', 'sensor: {}\n', ''])
    expect(editConfigText(text, [{ path: ['sensor', 'past', 0], value: 'one' }])).toMatch(
      /sensor:\s*\{?\s*past:\s*[-[]?\s*\[?\s*one/,
    )
})

test('without an edit nothing changes, and JSON stays JSON', () => {
  expect(editConfigText(yaml, [])).toBe(yaml)
  expect(JSON.parse(editConfigText('{"a": [1]}', [{ path: ['a', 1], value: 2 }]))).toEqual({ a: [1, 2] })
})
