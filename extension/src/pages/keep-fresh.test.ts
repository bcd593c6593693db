import { expect, test } from 'vitest'
import { keepFresh } from './keep-fresh.ts'

/** A page, a clock and a refresh that the test moves by hand. */
function fixture(visible = true) {
  const state = { visible, refreshed: 0, waiting: new Map<number, () => void>(), nextTimer: 1 }
  let changed = (): void => undefined
  let finish = (): void => undefined
  keepFresh({
    everyMs: 2000,
    refresh: () => {
      state.refreshed++
      return new Promise<void>(resolve => {
        finish = resolve
      })
    },
    visibility: {
      isVisible: () => state.visible,
      onChange: listener => {
        changed = listener
      },
    },
    timers: {
      set: run => {
        state.waiting.set(state.nextTimer, run)
        return state.nextTimer++
      },
      clear: timer => state.waiting.delete(timer as number),
    },
  })
  return {
    state,
    show: (isVisible: boolean) => {
      state.visible = isVisible
      changed()
    },
    answer: async () => {
      finish()
      await new Promise<void>(resolve => setImmediate(resolve))
    },
    tick: () => {
      const [first] = state.waiting
      if (first === undefined) throw new Error('no timer is set')
      state.waiting.delete(first[0])
      first[1]()
    },
  }
}

test('refreshes at once and again after the pause', async () => {
  const { state, answer, tick } = fixture()
  expect(state.refreshed).toBe(1)
  await answer()
  tick()
  expect(state.refreshed).toBe(2)
})

test('starts no second refresh while one is under way', async () => {
  const { state, show } = fixture()
  show(true)
  show(true)
  expect(state.refreshed).toBe(1)
  expect(state.waiting.size).toBe(0)
})

test('stops while hidden and goes on at once when it is seen again', async () => {
  const { state, show, answer } = fixture()
  await answer()
  show(false)
  expect(state.waiting.size).toBe(0)
  show(true)
  expect(state.refreshed).toBe(2)
})

test('does nothing while it was never visible', () => {
  const { state } = fixture(false)
  expect(state.refreshed).toBe(0)
  expect(state.waiting.size).toBe(0)
})

test('keeps one timer only, however often it is shown', async () => {
  const { state, show, answer } = fixture()
  await answer()
  show(true)
  await answer()
  expect(state.waiting.size).toBe(1)
})
