import { expect, test } from 'vitest'
import { exampleView } from './example-view.ts'
import { answerWithin, selfTestOf, viewOf } from './worker-answer.ts'

const never = { set: () => 0, clear: () => undefined }
const atOnce = { set: (run: () => void) => run(), clear: () => undefined }

test('gives the answer, and undefined for a failure or a worker that takes too long', async () => {
  expect(await answerWithin(Promise.resolve(7), 10, never)).toBe(7)
  expect(await answerWithin(Promise.reject(new Error('no receiver')), 10, never)).toBeUndefined()
  expect(await answerWithin(new Promise(() => undefined), 10, atOnce)).toBeUndefined()
})

test('clears its timer', async () => {
  const cleared: unknown[] = []
  await answerWithin(Promise.resolve(1), 10, { set: () => 42, clear: timer => cleared.push(timer) })
  expect(cleared).toEqual([42])
})

test.each([undefined, null, 'text', {}, { version: '1' }, { ...exampleView(), queue: null }])(
  'takes %o for no view',
  answer => {
    expect(viewOf(answer)).toBeUndefined()
  },
)

test('takes a view for a view', () => {
  expect(viewOf(exampleView())).toEqual(exampleView())
})

test('tells a result of the self-test from anything else', () => {
  const result = { outcome: 'ok', message: 'm', todo: '' }
  expect(selfTestOf(result)).toEqual(result)
  expect(selfTestOf({ outcome: 'ok' })).toBeUndefined()
  expect(selfTestOf(undefined)).toBeUndefined()
})
