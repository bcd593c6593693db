import type { EventFile, FileIdentity } from './event-files.ts'

/** How far a file has been read. */
export interface Cursor {
  /** Where the next line begins. */
  endByte: number
  /** The number of the last line that was read. */
  line: number
  /** Size at the last look: nothing is read until it changes. */
  bytes: number
}

/** How far each file of a directory has been read, over renames. */
export interface Cursors {
  of(identity: FileIdentity): Cursor
  finish(file: EventFile): void
  isFinished(file: EventFile): boolean
  /** Forgets files that are gone: give it every listing. */
  listed(files: EventFile[]): void
}

/** A listing during a rename may miss a file: only after so many without it, it is gone for good. */
const unseenListings = 100

export function createCursors(): Cursors {
  const cursors = new Map<FileIdentity, Cursor & { usedAt: number }>()
  const finished = new Map<string, number>()
  let listing = 0
  return {
    of(identity) {
      const cursor = cursors.get(identity) ?? { endByte: 0, line: 0, bytes: 0, usedAt: listing }
      cursor.usedAt = listing
      cursors.set(identity, cursor)
      return cursor
    },
    finish: file => void finished.set(file.path, listing),
    isFinished: file => finished.has(file.path),
    listed(files) {
      listing++
      for (const { path } of files) if (finished.has(path)) finished.set(path, listing)
      removeWhere(finished, seenAt => listing - seenAt > unseenListings)
      removeWhere(cursors, ({ usedAt }) => listing - usedAt > unseenListings)
    },
  }
}

function removeWhere<Value>(entries: Map<string, Value>, gone: (value: Value) => boolean): void {
  for (const [key, value] of entries) if (gone(value)) entries.delete(key)
}
