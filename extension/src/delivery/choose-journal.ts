import type { Journal } from './journal.ts'
import { newState, type StateRecord, stateKey } from './records.ts'

/** Whether this release can work with a journal that has this state. */
export function isReadable(state: Pick<StateRecord, 'layout' | 'readableFrom'> | undefined): boolean {
  return state === undefined || (state.readableFrom ?? state.layout) <= newState().layout
}

/** Name of the journal that stands in for one that cannot be used. */
export function standInName(name: string): string {
  return `${name}-layout-${newState().layout}`
}

/**
 * The journal of a name, or its stand-in where a later release made it unreadable or it cannot be opened. Nothing of
 * the unusable one is changed: the release that made it finds it again.
 */
export function chooseJournal(open: (name: string) => Journal, name: string): Journal {
  let chosen: Promise<Journal> | undefined
  const choose = () => {
    chosen ??= usable(open, name).catch(error => {
      chosen = undefined
      throw error
    })
    return chosen
  }
  return {
    read: async work => (await choose()).read(work),
    transact: async (work, durability) => (await choose()).transact(work, durability),
  }
}

async function usable(open: (name: string) => Journal, name: string): Promise<Journal> {
  const journal = open(name)
  const found = await look(journal).catch(async () => await secondLook(journal))
  if (found === 'usable') return journal
  const standIn = open(standInName(name))
  // Where this fails too, it is not the one journal that is broken: nothing can be done but to try later.
  await look(standIn)
  return standIn
}

async function look(journal: Journal): Promise<'usable' | 'unusable'> {
  return isReadable(await journal.read(reader => reader.get(stateKey))) ? 'usable' : 'unusable'
}

/** Browsers mend a damaged database while they fail to open it. */
async function secondLook(journal: Journal): Promise<'usable' | 'unusable'> {
  return await look(journal).catch(() => 'unusable')
}
