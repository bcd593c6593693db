import { expect, test } from 'vitest'
import { createProgress } from './progress.ts'

function shownBy(isTTY: boolean, steps: readonly [atMs: number, done: number][], columns = 80): string[] {
  let now = 0
  const shown: string[] = []
  const output = { isTTY, columns, write: (text: unknown) => shown.push(String(text)) > 0 }
  const progress = createProgress('events read', { output, nowMs: () => now })
  for (const [atMs, done] of steps) {
    now = atMs
    progress.update(done, 200)
  }
  progress.end()
  return shown
}

test('what ends within a second shows nothing', () => {
  expect(
    shownBy(true, [
      [10, 1],
      [900, 100],
    ]),
  ).toEqual([])
  expect(
    shownBy(false, [
      [10, 1],
      [9000, 100],
    ]),
  ).toEqual([])
})

test('a terminal gets a bar from then on, which goes away at the end', () => {
  expect(
    shownBy(true, [
      [1000, 50],
      [1010, 60],
      [1200, 100],
    ]),
  ).toEqual([
    `\r\u001b[K${'█'.repeat(8)}${'░'.repeat(22)} 25 %  50 of 200 events read`,
    `\r\u001b[K${'█'.repeat(15)}${'░'.repeat(15)} 50 %  100 of 200 events read`,
    '\r\u001b[K',
  ])
})

test('a narrow terminal gets the numbers alone', () => {
  expect(shownBy(true, [[1000, 50]], 30)[0]).toBe('\r\u001b[K50 of 200 events read')
})

test('a log gets a line every 10 seconds', () => {
  expect(
    shownBy(false, [
      [5000, 1],
      [10_000, 50],
      [15_000, 60],
      [20_000, 100],
    ]),
  ).toEqual(['50 of 200 events read, 25 %\n', '100 of 200 events read, 50 %\n'])
})

test('without a total it counts', () => {
  const shown: string[] = []
  const output = { isTTY: true, columns: 80, write: (text: unknown) => shown.push(String(text)) > 0 }
  let now = 0
  const progress = createProgress('events written', { output, nowMs: () => now })
  now = 2000
  progress.update(7, 0)
  expect(shown).toEqual(['\r\u001b[K7 events written'])
})
