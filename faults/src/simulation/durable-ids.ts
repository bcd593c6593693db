import type { Disk } from './disk.ts'
import type { FileNode } from './disk-node.ts'

/** One whole line of a file. */
type StoredLine = Record<string, unknown>

interface Parsed {
  bytes: Buffer
  ids: string[]
}

/** Which ids the disks hold so that a loss of power now would not take them. */
export interface DurableIds {
  has(id: string): boolean
}

/** Reads only what was synced since it was asked last. */
export function watchDurable(disks: readonly Disk[]): DurableIds {
  const parsed = new WeakMap<FileNode, Parsed>()
  let known = new Map<FileNode, Buffer>()
  let ids = new Set<string>()
  const refresh = () => {
    const files = disks.flatMap(disk => disk.syncedFiles())
    if (files.length === known.size && files.every(file => known.get(file) === file.synced)) return
    known = new Map(files.map(file => [file, file.synced]))
    ids = new Set(files.flatMap(file => idsIn(file, parsed)))
  }
  return {
    has(id) {
      if (ids.has(id)) return true
      refresh()
      return ids.has(id)
    },
  }
}

function idsIn(file: FileNode, parsed: WeakMap<FileNode, Parsed>): string[] {
  const before = parsed.get(file)
  const { synced } = file
  if (before?.bytes === synced) return before.ids
  const grew = before !== undefined && synced.subarray(0, before.bytes.length).equals(before.bytes)
  const fresh = grew ? synced.subarray(before.bytes.length) : synced
  const ids = [...(grew ? before.ids : []), ...wholeLines(fresh.toString()).map(idOf)]
  parsed.set(file, { bytes: synced, ids })
  return ids
}

/** Whole lines only; what is not JSON is no event. */
function wholeLines(text: string): StoredLine[] {
  return text
    .split('\n')
    .slice(0, -1)
    .flatMap(line => {
      try {
        return [JSON.parse(line) as StoredLine]
      } catch {
        return []
      }
    })
}

/** Of an event, or of a line of the dead letter. */
function idOf(line: StoredLine): string {
  const event = (line.event ?? line) as StoredLine
  return `${event.epoch}/${event.seq}`
}
