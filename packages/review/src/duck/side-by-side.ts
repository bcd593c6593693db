import type { Duck } from './duck.ts'

/** What became of two works, in their order. */
type Both<First, Second> = [PromiseSettledResult<First>, PromiseSettledResult<Second>]

/**
 * Runs two works of a database at the same time: each has half of its threads, and who is left alone has all of them. Never rejects
 * because of a work.
 */
export async function sideBySide<First, Second>(
  duck: Pick<Duck, 'shareThreads'>,
  works: readonly [() => Promise<First>, () => Promise<Second>],
): Promise<Both<First, Second>> {
  await duck.shareThreads(works.length)
  const running = [works[0](), works[1]()] as const
  const beAlone = () => duck.shareThreads(1)
  await Promise.race(running).then(beAlone, beAlone)
  return await Promise.allSettled(running)
}
