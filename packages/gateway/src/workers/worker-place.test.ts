import { expect, test } from 'vitest'
import { fileMark, inherits, seesToAll, type WorkerPlace } from './worker-place.ts'

const first = { number: 1, of: 2 }
const second = { number: 2, of: 2 }

const rows: [worker: WorkerPlace | undefined, mark: string, isIts: boolean][] = [
  [undefined, '', true],
  [undefined, 'w1.', true],
  [undefined, 'w9.', true],
  [first, 'w1.', true],
  [first, 'w2.', false],
  [first, 'w3.', true],
  [first, '', true],
  [second, 'w2.', true],
  [second, 'w1.', false],
  [second, 'w3.', false],
  [second, '', false],
]

test.each(rows)('what worker %o may finish of the mark "%s": %s', (worker, mark, isIts) => {
  expect(inherits(worker, mark)).toBe(isIts)
})

test('the mark of a worker is its number, and only one of them sees to what concerns all', () => {
  expect([undefined, first, second].map(fileMark)).toEqual(['', 'w1.', 'w2.'])
  expect([undefined, first, second].map(seesToAll)).toEqual([true, true, false])
})
