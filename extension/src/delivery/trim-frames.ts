import { type JournalTransaction, only } from './journal.ts'
import { allFrames, frameKey, type StateRecord } from './records.ts'

/** Most frames that are remembered, and how many new ones may come before it is checked again. */
const mostFrames = 5000
const checkEvery = 1000

/** Forgets the frames that were silent longest: a page can make frames without end. */
export async function trimFrames(transaction: JournalTransaction, state: StateRecord): Promise<void> {
  if ((state.newFrames ?? 0) < checkEvery) return
  state.newFrames = 0
  const frames = await transaction.list(allFrames)
  const silent = frames.sort((left, right) => left.seenMs - right.seenMs)
  for (const { frame } of silent.slice(0, Math.max(0, frames.length - mostFrames))) {
    transaction.delete(only(frameKey(frame)))
  }
}
