import { RE2JS } from 're2js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Duck, openDuck } from '../duck/duck.ts'
import { compileKnownText, knownSource, knownText } from './newer-characters.ts'
import { createParameters } from './query-parameters.ts'

const categories = 'L Lu Ll Lt Lm Lo M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So Z Zl Zp Zs'
/** Where capitals make a difference. */
const ofCase = ['L', 'Lu', 'Ll', 'Lt', 'Greek', 'Latin']
const scripts =
  'Arabic Armenian Bengali Cyrillic Devanagari Georgian Greek Han Hangul Hebrew Hiragana Katakana Latin Thai'

/** The planes in between are empty, and those after it private. */
const used: readonly (readonly [from: number, to: number])[] = [
  [1, 0xd7ff],
  [0xe000, 0x3ffff],
  [0xe0000, 0xe0fff],
]
let characters = ''
for (const [from, to] of used)
  for (let point = from; point <= to; point++) characters += String.fromCodePoint(point)
const cased = [...characters].filter(one => one.toLowerCase() !== one || one.toUpperCase() !== one)

let duck: Duck
beforeAll(async () => {
  duck = await openDuck({ threads: 1 })
  await duck.run('CREATE TABLE texts AS SELECT $a AS a, $b AS b', { a: characters, b: cased.join('') })
})
afterAll(() => duck.close())

/** What is left of a text without what a regular expression finds: by the database and by our own filter. */
async function bothLeave(source: string, column: 'a' | 'b'): Promise<[string, string]> {
  const { bind, values } = createParameters()
  const text = compileKnownText(source, column, bind)
  const sql = `SELECT regexp_replace(${text}, ${bind(`(?i)(${knownSource(source)})+`)}, '', 'g') AS l FROM texts`
  const [row] = await duck.rows<{ l: string }>(sql, values)
  const known = knownText(source, column === 'a' ? characters : cased.join(''))
  const regex = RE2JS.compile(`(${knownSource(source)})+`, RE2JS.CASE_INSENSITIVE)
  return [row?.l ?? '', regex.matcher(known).replaceAll('')]
}

test.each(`${categories} ${scripts}`.split(' '))('\\p{%s} means the same in both libraries', async name => {
  const source = `\\p{${name}}`
  for (const one of ofCase.includes(name) ? [source, `(?-i)${source}`] : [source]) {
    const [byDatabase, byFilter] = await bothLeave(one, 'a')
    expect(byFilter.length).toBeLessThan(characters.length)
    // Not toEqual: it would print a million characters.
    expect(byFilter === byDatabase).toBe(true)
  }
})

test('capitals and small letters are the same in both libraries', async () => {
  const different: string[] = []
  for (const letter of cased) {
    const [byDatabase, byFilter] = await bothLeave(letter, 'b')
    if (byDatabase !== byFilter) different.push(letter)
  }
  expect(cased.length).toBeGreaterThan(2000)
  expect(different).toEqual([])
})
