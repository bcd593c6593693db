/** What failed outputs mean for people and for sensors, by the reason of the failure. */
const causes: Record<string, string> = {
  ENOSPC: 'the disk is full; sensors keep their events until there is space again',
  SHORT_WRITE: 'a write fitted only in part, so the disk is probably full; sensors keep their events',
  EDQUOT: 'the disk quota is used up; sensors keep their events until there is space again',
  EROFS: 'the file system is read-only',
  EACCES: 'the gateway may not write there',
  EMFILE: 'too many open files; raise the limit of open files',
  ENFILE: 'the system has too many open files',
  SLOW: 'a write takes longer than ten seconds; sensors keep their events',
  EPIPE: 'nobody reads standard output any more; start the gateway again together with its reader',
  ERR_STREAM_DESTROYED:
    'nobody reads standard output any more; start the gateway again together with its reader',
}

export function sayWhy(reason: string): string {
  return `an output cannot store events: ${causes[reason] ?? 'its write failed'}`
}

/** Somebody has to act first: asking often only costs. */
const needsPeople = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPIPE', 'ERR_STREAM_DESTROYED'])

/** How long a sensor should wait before it sends again, in milliseconds. */
export function waitMs(reason: string): number {
  return needsPeople.has(reason) ? 60_000 : 10_000
}
