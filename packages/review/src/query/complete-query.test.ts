import { describe, expect, test } from 'vitest'
import { completeQuery } from './complete-query.ts'
import { queryFields } from './fields.ts'
import { parseQuery } from './parse-query.ts'
import { testOptions } from './testing/queries-for-tests.ts'

/** The candidates at the `|` of a text, and the text with the first one taken. */
function at(marked: string) {
  const cursor = marked.indexOf('|')
  const text = marked.replace('|', '')
  const { from, to, candidates } = completeQuery(text, cursor)
  const [first] = candidates
  return {
    insertions: candidates.map(({ insertion }) => insertion),
    taken: first === undefined ? undefined : text.slice(0, from) + first.insertion + text.slice(to),
    candidates,
  }
}

test.each([
  ['ty|', 'type:'],
  ['INPUTT|', 'inputType:'],
  ['type:Window -ho|', 'type:Window -hostname:'],
  ['(type:Text|', '(type:TextInput'],
  ['type:text|', 'type:TextInput'],
  ['inputType:p|', 'inputType:password'],
  ['type:(Window OR Sta|)', 'type:(Window OR Status)'],
  ['severity:|', 'severity:low'],
  ['reason:q|', 'reason:quota'],
  ['incognito:|', 'incognito:true'],
  ['since:|', 'since:1h'],
  ['has:textL|', 'has:textLength'],
  ['previous.l|', 'previous.lastSeq:'],
  ['host:|', 'host:*.'],
  ['type:Window O|', 'type:Window OR'],
  ['se| type:Window', 'sensor: type:Window'],
  ['"ty|', undefined],
  ['"a\\"ty|', undefined],
  ['~ty|', undefined],
  ['path:~ty|', undefined],
  ['path:"ty|', undefined],
  ['"quoted" ty|', '"quoted" type:'],
  ['path:~a~ ty|', 'path:~a~ type:'],
  ['a~b ty|', 'a~b type:'],
  ['zzz|', undefined],
  ['rest.x:|', undefined],
  ['constructor:|', undefined],
])('%s is completed to %s', (marked, taken) => {
  expect(at(marked).taken).toBe(taken)
})

describe('what is offered', () => {
  test('at the start of a condition every field can be reached, with what it means', () => {
    for (const { name, description } of queryFields) {
      const found = at(`${name}|`).candidates.find(({ insertion }) => insertion === `${name}:`)
      expect(found?.description).toContain(description)
      expect(description).not.toBe('')
    }
  })

  test('every type is offered with what its schema says', () => {
    expect(at('type:|').candidates).toContainEqual({
      kind: 'value',
      insertion: 'TextInput',
      description: 'Text was typed, pasted or dropped.',
    })
  })

  test('every value that is offered can be read', () => {
    for (const { name } of queryFields) {
      for (const value of at(`${name}:|`).insertions) {
        const operator = /^\d/.test(value) ? '>=' : ':'
        const text = `${name}${operator}${value}`
        expect(parseQuery(text, testOptions).status, text).toBe('ok')
      }
    }
  })

  test('nothing is slow or wrong at the ends', () => {
    expect(completeQuery('type', -5)).toMatchObject({ from: 0, to: 0 })
    expect(completeQuery('type', 50)).toMatchObject({ from: 0, to: 4 })
    expect(completeQuery('', 0).candidates.length).toBeGreaterThan(20)
    expect(completeQuery(`${'"'.repeat(8191)}x`, 8192).candidates).toEqual([])
    expect(completeQuery('~\\'.repeat(4000), 8000).candidates).toEqual([])
  })
})
