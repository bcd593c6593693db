import { join } from 'node:path'
import { openStore, type Store, StoreError, type StoreFault } from '@weaklayer/review'
import { plainText } from '@weaklayer/review/plain-text'
import { wrongCall } from './cli-error.ts'
import { kindOf } from './event-directory.ts'
import { type Question, recordQuestion, type Tally } from './record-question.ts'

/** Where stores are when none is named: what `npm start` makes, then the one of the examples. */
const usualStores = ['.weaklayer/store', 'store']

/** What `--store` is for in every verb that reads one. */
export const storeOption = [
  '--store <directory>',
  'Store of imported events (default: .weaklayer/store, else store)',
] as const

export interface StoreQuestion extends Question {
  /** As it was named; undefined for the usual one. */
  store: string | undefined
}

/** Opens the store that a command reads, and closes it after; tells which of its files cannot be read. */
export async function useStore<Result>(
  { store: given, ...question }: StoreQuestion,
  use: (store: Store, tally: Tally) => Promise<Result>,
): Promise<Result> {
  const directory = await storeToUse(given)
  return await recordQuestion(directory, question, async tally => {
    const store = await openGiven(directory)
    try {
      return await use(store, tally)
    } finally {
      // Also where nothing was found: it may be in one of these files.
      tellFaults(store.faults)
      await store.close()
    }
  })
}

/** Says which files of a store an answer does without. */
export function tellFaults(faults: readonly StoreFault[]): void {
  for (const { path, message } of faults)
    process.stderr.write(
      `weaklayer: ${plainText(path, 500)} of the store cannot be read: ${plainText(message, 500)}. Everything else answered.\n`,
    )
}

async function openGiven(directory: string): Promise<Store> {
  try {
    return await openStore(directory)
  } catch (error) {
    if (error instanceof StoreError && error.code === 'STORE_MISSING')
      throw wrongCall(error.message, error.todo)
    throw error
  }
}

/** The directory of the store that a command reads or changes. */
export async function storeToUse(given: string | undefined): Promise<string> {
  if (given === undefined) return await usualStore()
  if ((await kindOf(join(given, 'manifest.json'))) === 'file') return given
  throw wrongCall(
    `there is no store in ${given}`,
    'Name one, or make one with `weaklayer import DIRECTORY --store STORE`.',
  )
}

async function usualStore(): Promise<string> {
  for (const directory of usualStores) if ((await kindOf(directory)) === 'directory') return directory
  throw wrongCall(
    `no store is named, and neither ${usualStores.join(' nor ')} exists here`,
    'Name one with --store, or make one with `weaklayer import DIRECTORY --store STORE`.',
  )
}
