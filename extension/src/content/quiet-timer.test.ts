import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createQuietTimer } from './quiet-timer.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function setUp() {
  const controller = new AbortController()
  const onQuiet = vi.fn()
  return { timer: createQuietTimer(onQuiet, controller.signal), onQuiet, controller }
}

test('runs no timer before something is typed and none after the quiet', () => {
  const { timer, onQuiet } = setUp()
  expect(vi.getTimerCount()).toBe(0)

  timer.touch()
  vi.advanceTimersByTime(5000)

  expect(onQuiet).toHaveBeenCalledTimes(1)
  expect(vi.getTimerCount()).toBe(0)
})

test('counts the quiet from the last key press', () => {
  const { timer, onQuiet } = setUp()
  timer.touch()
  vi.advanceTimersByTime(3000)
  timer.touch()

  vi.advanceTimersByTime(4999)
  expect(onQuiet).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(onQuiet).toHaveBeenCalledTimes(1)
})

test.each(['stop', 'abort'])('leaves no timer behind after %s', how => {
  const { timer, onQuiet, controller } = setUp()
  timer.touch()

  if (how === 'stop') timer.stop()
  else controller.abort()

  expect(vi.getTimerCount()).toBe(0)
  vi.advanceTimersByTime(60_000)
  expect(onQuiet).not.toHaveBeenCalled()
})
