import fc from 'fast-check'
import { expect, test } from 'vitest'
import { afterDelivered, afterTooLarge, afterUnreadable, type Bisection } from './bisection.ts'

interface Game {
  queue: number[]
  bisection: Bisection
  delivered: number[]
  dropped: number[]
}

/** Plays a queue against a gateway that refuses every batch with a poisoned event; counts the requests. */
function play(events: number, poisoned: ReadonlySet<number>) {
  const queue = Array.from({ length: events }, (_, index) => index + 1)
  const game: Game = { queue, bisection: {}, delivered: [], dropped: [] }
  let requests = 0
  while (game.queue.length > 0) {
    if (++requests > 10 * events + 100) throw new Error('it does not end')
    const upTo = game.bisection.suspect?.to ?? Number.POSITIVE_INFINITY
    const batch = game.queue.filter(seq => seq <= upTo).slice(0, game.bisection.limit ?? 500)
    if (batch.some(seq => poisoned.has(seq))) refuse(game, batch)
    else deliver(game, batch)
  }
  return { requests, delivered: game.delivered, dropped: game.dropped }
}

function refuse(game: Game, batch: number[]): void {
  const tried = { epochIndex: 1, to: batch.at(-1) ?? 0, events: batch.length }
  const step = afterUnreadable(game.bisection, tried)
  game.bisection = step.bisection
  if (step.do === 'drop_batch') drop(game, batch)
}

function deliver(game: Game, batch: number[]): void {
  game.delivered.push(...batch)
  game.queue = game.queue.filter(seq => !batch.includes(seq))
  const suspects = game.queue.filter(seq => seq <= (game.bisection.suspect?.to ?? 0))
  const step = afterDelivered(game.bisection, suspects.length, 500)
  game.bisection = step.bisection
  if (step.do === 'drop_suspect') drop(game, suspects)
}

function drop(game: Game, seqs: number[]): void {
  game.dropped.push(...seqs)
  game.queue = game.queue.filter(seq => !seqs.includes(seq))
}

test.each(Array.from({ length: 25 }, (_, index) => [index * 20 + 1]))(
  'one poisoned event at %i of 500 costs at most 10 extra requests',
  position => {
    const { requests, delivered, dropped } = play(500, new Set([position]))
    expect(dropped).toEqual([position])
    expect(delivered).toHaveLength(499)
    expect(requests - 1).toBeLessThanOrEqual(10)
  },
)

test.each([2, 3, 4, 5, 8, 50, 499, 500])(
  'a batch of %i poisoned events costs at most twice as many requests',
  events => {
    const all = new Set(Array.from({ length: events }, (_, index) => index + 1))
    const { requests, dropped } = play(events, all)
    expect(dropped).toHaveLength(events)
    expect(requests).toBeLessThanOrEqual(2 * events)
  },
)

test('only poisoned events are given up, and nothing is forgotten', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1200 }),
      fc.uniqueArray(fc.integer({ min: 1, max: 1200 }), { maxLength: 40 }),
      (events, positions) => {
        const poisoned = new Set(positions.filter(position => position <= events))
        const { delivered, dropped } = play(events, poisoned)
        expect(new Set(dropped)).toEqual(poisoned)
        expect(delivered).toHaveLength(events - poisoned.size)
      },
    ),
  )
})

test('a batch that is too large is halved, then grows again', () => {
  const tried = { epochIndex: 1, to: 500, events: 500 }
  expect(afterTooLarge({}, tried)).toEqual({ do: 'retry_smaller', bisection: { limit: 250 } })
  expect(afterDelivered({ limit: 100 }, 0, 500)).toEqual({ do: 'continue', bisection: { limit: 200 } })
  expect(afterDelivered({ limit: 250 }, 0, 500)).toEqual({ do: 'continue', bisection: {} })
})

test('an event that is too large alone is given up', () => {
  expect(afterTooLarge({ limit: 1 }, { epochIndex: 1, to: 1, events: 1 }).do).toBe('drop_batch')
})
