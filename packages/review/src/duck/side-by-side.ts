import type { Duck } from './duck.ts'

/** What became of works, in their order. */
type Settled<First, Second, Third> = [
  PromiseSettledResult<First>,
  PromiseSettledResult<Second>,
  PromiseSettledResult<Third>,
]

/**
 * Runs two works of a database at the same time: each has half of its threads, and who is left alone has all of them. Then a third
 * begins that needs no database, where a processor may have nothing else to do. Never rejects because of a work.
 */
export async function sideBySide<First, Second, Third>(
  duck: Pick<Duck, 'shareThreads'>,
  works: readonly [() => Promise<First>, () => Promise<Second>],
  third: () => Promise<Third>,
): Promise<Settled<First, Second, Third>> {
  await duck.shareThreads(works.length)
  const running = [works[0](), works[1]()] as const
  const oneIsLeft = Promise.race(running).then(nothing, nothing)
  const all = Promise.allSettled([...running, oneIsLeft.then(third)])
  await oneIsLeft
  await duck.shareThreads(1)
  return await all
}

const nothing = () => undefined
