/** A file that never changes again. */
export interface FinishedFile {
  folder: string
  name: string
  startUs: number
  endUs: number
  bytes: number
}

/** How long finished files are kept; without a limit they stay. */
export interface RetentionLimits {
  ageMs?: number | undefined
  /** Of all finished files together. */
  sizeBytes?: number | undefined
}

const finishedName = /^(\d{1,16})-(\d{1,16})\.(?:w\d{1,4}\.)?(?:ndjson|json)$/

/** What a name says of a finished file; undefined for open files and everything else. */
export function finishedFileOf(folder: string, name: string): Omit<FinishedFile, 'bytes'> | undefined {
  const [, startUs, endUs] = finishedName.exec(name) ?? []
  return endUs === undefined ? undefined : { folder, name, startUs: Number(startUs), endUs: Number(endUs) }
}

/** Which files are beyond the limits, the oldest first. */
export function expiredFiles(
  files: readonly FinishedFile[],
  { ageMs = Number.POSITIVE_INFINITY, sizeBytes = Number.POSITIVE_INFINITY }: RetentionLimits,
  nowMs: number,
): FinishedFile[] {
  const oldestFirst = [...files].sort(
    (left, right) => left.endUs - right.endUs || left.startUs - right.startUs,
  )
  const endsBeforeUs = (nowMs - ageMs) * 1000
  let bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  let count = 0
  for (const file of oldestFirst) {
    if (file.endUs >= endsBeforeUs && bytes <= sizeBytes) break
    bytes -= file.bytes
    count++
  }
  return oldestFirst.slice(0, count)
}
