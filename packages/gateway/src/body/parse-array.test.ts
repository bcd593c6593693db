import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { parseArray } from './parse-array.ts'
import { splitArray } from './split-array.ts'

const limits = { values: 200_000, depth: 8, elements: 1000, elementBytes: 262_144 }
const noPause = () => Promise.resolve()

async function parse(text: string | Buffer, more = {}, breathe = noPause) {
  let values: unknown[] = []
  const taker = {
    restart() {
      values = []
    },
    take: async (elements: unknown[]) => void values.push(...elements),
  }
  const parsed = await parseArray(Buffer.from(text), { limits: { ...limits, ...more }, taker, breathe })
  return parsed.status === 'ok' ? { ...parsed, values } : parsed
}

test.each([
  ['[]', []],
  [' [ ] \n', []],
  ['[1]', [1]],
  ['\t[{"a":[1,2]},"],[",null]\r\n', [{ a: [1, 2] }, '],[', null]],
] as const)('%j is read', async (text, values) => {
  expect(await parse(text)).toEqual({ status: 'ok', values })
})

test.each([
  '',
  ' ',
  '[',
  ']',
  '[1',
  '[1]]',
  '[1],[2]',
  '[1] 2',
  '[1]\0',
  '\u0001[1]',
  '\ufeff[1]',
  '[1}',
  '[{]',
  '["a]',
  '{}',
  '{"a":1}',
  '1',
  '"[]"',
  'null',
])('%j is unreadable', async text => {
  expect((await parse(text)).status).toBe('unreadable')
})

test.each([
  ['events, reached', '[1,2,3]', { elements: 3 }, 'ok'],
  ['events, passed', '[1,2,3,4]', { elements: 3 }, 'too_many'],
  ['text of an event, reached', '["aaa",1]', { elementBytes: 5 }, 'ok'],
  ['text of an event, passed', '["aaaa",1]', { elementBytes: 5 }, 'too_large'],
  ['text of the last event, passed', '[1,"aaaa"]', { elementBytes: 5 }, 'too_large'],
  ['values, passed', '[1,[2,3]]', { values: 4 }, 'too_large'],
  ['depth, passed', '[[[]]]', { depth: 2 }, 'too_large'],
] as const)('limit of %s', async (...[, text, more, status]) => {
  expect((await parse(text, more)).status).toBe(status)
})

/** Splits after every element and parses each part, as large bodies are. */
async function inParts(text: string): Promise<unknown[] | undefined> {
  const bytes = Buffer.from(text)
  const split = await splitArray(bytes, {
    limits,
    partBytes: 0,
    turnBytes: 3,
    breathe: async () => undefined,
  })
  if (split.status !== 'ok') return undefined
  try {
    const parts = split.parts.map(
      ([from, to]) => JSON.parse(`[${bytes.toString('utf8', from, to)}]`) as unknown[],
    )
    return parts.some(part => part.length === 0) && parts.length > 1 ? undefined : parts.flat(1)
  } catch {
    return undefined
  }
}

function atOnce(text: string): unknown[] | undefined {
  try {
    const value = JSON.parse(text) as unknown
    return Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

test('parts give what the whole gives, for any array in any layout', async () => {
  const arrays = fc.array(fc.jsonValue({ maxDepth: 4 }))
  await fc.assert(
    fc.asyncProperty(arrays, fc.constantFrom(undefined, 2, '\t'), async (value, indent) => {
      const text = JSON.stringify(value, undefined, indent)
      expect(await inParts(text)).toEqual(atOnce(text))
    }),
  )
})

test('parts accept and refuse what the parser does, for any text', async () => {
  const pieces = fc.constantFrom('[', ']', '{', '}', '"', ',', ':', '\\', '"a":', '1', 'null', ' ', '\0', 'é')
  await fc.assert(
    fc.asyncProperty(fc.array(pieces, { maxLength: 12 }), async parts => {
      for (const text of [parts.join(''), `[${parts.join('')}]`]) {
        expect(await inParts(text)).toEqual(atOnce(text))
      }
    }),
    { numRuns: 3000 },
  )
})

test.each([
  ['a part and one event where events are nested', (text: string) => [text], 65_536],
  ['five parts and one event where they are flat', (text: string) => text, 5 * 65_536],
])('no turn parses more than %s', async (_what, wrap, most) => {
  const event = (bytes: number) => JSON.stringify({ type: 'Note', time: 1, text: wrap('x'.repeat(bytes)) })
  const sizes = [
    ...Array(300).fill(250),
    250_000,
    ...Array(300).fill(250),
    250_000,
    250_000,
    ...Array(80).fill(40_000),
  ]
  const turns = [0]
  const parseText = JSON.parse
  const spy = vi.spyOn(JSON, 'parse').mockImplementation(text => {
    turns.push((turns.pop() ?? 0) + text.length)
    return parseText(text) as unknown
  })
  const parsed = await parse(`[${sizes.map(event).join()}]`, {}, async () => {
    turns.push(0)
  })
  spy.mockRestore()
  expect(parsed).toMatchObject({ status: 'ok', values: { length: sizes.length } })
  expect(turns.reduce((sum, characters) => sum + characters)).toBeGreaterThan(4_000_000)
  expect(Math.max(...turns)).toBeLessThanOrEqual(most + limits.elementBytes + 10)
})
