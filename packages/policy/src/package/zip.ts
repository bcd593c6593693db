import { zipSync } from 'fflate'

/**
 * Packs files so that the same files give the same bytes on every machine: sorted, of one time, and compressed by code
 * that is the same everywhere (Node's own zlib differs between versions and processors).
 */
export function zipOf(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const sorted = [...files].sort(([one], [other]) => (one < other ? -1 : 1))
  return zipSync(Object.fromEntries(sorted), { level: 9, mtime: earliestTime() })
}

/** Zip keeps local times without zone; this one reads the same in each. */
function earliestTime(): Date {
  return new Date(1980, 0, 1, 12)
}
