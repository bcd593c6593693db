import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { longestWaitMs, observe, type Sample, settle, type TextTrack } from './text-track.ts'

const whole = (text: string): Sample => ({ text, length: text.length })

/** Types values one after the other, 100 ms apart, and gives what each captured; the last entry is the settling. */
function capturesOf(values: string[], stepMs = 100): string[][] {
  let track: TextTrack | undefined
  const captures = values.map((value, index) => {
    const step = observe(track, whole(value), index * stepMs)
    track = step.track
    return step.captures.map(({ text }) => text)
  })
  if (track) captures.push(settle(track).captures.map(({ text }) => text))
  return captures
}

interface Row {
  name: string
  values: string[]
  captures: string[][]
}

describe('captures', () => {
  test.each([
    { name: 'the first value and the last', values: ['s', 'se', 'sec'], captures: [['s'], [], [], ['sec']] },
    { name: 'a pasted value once', values: ['secret'], captures: [['secret'], []] },
    {
      name: 'a peak and a dip',
      values: ['abcd', 'abcde', 'abcd', 'abc', 'abcx'],
      captures: [['abcd'], [], ['abcde'], [], ['abc'], ['abcx']],
    },
    {
      name: 'the old and the new value when all was selected and typed over',
      values: ['first', 'first one', 'x', 'xy'],
      captures: [['first'], [], ['first one', 'x'], [], ['xy']],
    },
    {
      name: 'nothing on the way when text is put in the middle',
      values: ['ad', 'abd', 'abcd'],
      captures: [['ad'], [], [], ['abcd']],
    },
    {
      name: 'the value before a part was cut out of the middle',
      values: ['a', 'a b c', 'a c'],
      captures: [['a'], [], ['a b c'], ['a c']],
    },
    {
      name: 'a value of the same length that differs',
      values: ['aaaa', 'aaab'],
      captures: [['aaaa'], ['aaab'], []],
    },
    {
      name: 'nothing twice when nothing changes',
      values: ['same', 'same', 'same'],
      captures: [['same'], [], [], []],
    },
    {
      name: 'what was there before all was deleted',
      values: ['word', 'words', '', 'n'],
      captures: [['word'], [], ['words'], [''], ['n']],
    },
  ] satisfies Row[])('$name', ({ values, captures }) => {
    expect(capturesOf(values)).toEqual(captures)
  })

  test('somebody who types without a pause every five minutes', () => {
    const values = Array.from({ length: 10 }, (_, index) => 'x'.repeat(index + 1))

    const perMinute = capturesOf(values, 60_000)

    expect(perMinute).toEqual([['x'], [], [], [], [], [], ['x'.repeat(7)], [], [], [], ['x'.repeat(10)]])
    expect(longestWaitMs).toBe(5 * 60_000)
  })
})

describe('long values', () => {
  const long = (length: number, text = 'a'.repeat(100)): Sample => ({ text, length })

  test('capture nothing while they only become longer or shorter', () => {
    const { track } = observe(undefined, long(5000), 0)

    expect(observe(track, long(4990, 'b'.repeat(100)), 1).captures).toEqual([])
  })

  test('are captured with the better measure when they settle', () => {
    const { track } = observe(undefined, long(5000), 0)

    expect(settle(track, long(5007)).captures).toEqual([long(5007)])
    expect(settle(track, long(5000)).captures).toEqual([])
  })

  test('are captured before something short replaces them', () => {
    const first = observe(undefined, long(5000), 0)
    const typed = observe(first.track, long(5000, 'b'.repeat(100)), 1)

    expect(observe(typed.track, whole('secret'), 2).captures.map(({ length }) => length)).toEqual([5000, 6])
  })
})

describe('whatever is typed', () => {
  const values = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'ä', '😀'), maxLength: 6 }), {
    minLength: 1,
    maxLength: 30,
  })

  test('the first and the last value are captured, and nothing that was never there', () => {
    fc.assert(
      fc.property(values, typed => {
        const captured = capturesOf(typed).flat()
        expect(captured[0]).toBe(typed[0])
        expect(captured.at(-1)).toBe(typed.at(-1))
        expect(captured.every(text => typed.includes(text))).toBe(true)
      }),
    )
  })

  test('no value is captured twice in a row', () => {
    fc.assert(
      fc.property(values, typed => {
        const captured = capturesOf(typed).flat()
        expect(captured.some((text, index) => text === captured[index + 1])).toBe(false)
      }),
    )
  })

  test('every peak and every dip in length is captured', () => {
    fc.assert(
      fc.property(values, typed => {
        const distinct = typed.filter((text, index) => text !== typed[index - 1])
        const captured = capturesOf(typed).flat()
        for (const [index, text] of distinct.entries()) {
          const before = distinct[index - 1]?.length
          const after = distinct[index + 1]?.length
          if (before === undefined || after === undefined) continue
          if ((text.length - before) * (after - text.length) < 0) expect(captured).toContain(text)
        }
      }),
    )
  })
})
