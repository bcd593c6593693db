import { createStore, type Store } from './journal.ts'
import type { JournalWatch } from './journal-watch.ts'

/** What a browser leaves on disk. */
export interface Profile {
  store: Store
  local: Map<string, unknown>
  alarms: Map<string, number>
  /** What the oracle knows of the store. */
  watch: JournalWatch
}

export function newProfile(watch: JournalWatch): Profile {
  return { store: createStore(), local: new Map(), alarms: new Map(), watch }
}

/** A copy of the folder, as by an image of the machine. */
export function copyProfile({ store, local, alarms }: Profile, watch: JournalWatch): Profile {
  return {
    store: store.copy(),
    local: new Map(structuredClone([...local])),
    alarms: new Map(alarms),
    watch,
  }
}
