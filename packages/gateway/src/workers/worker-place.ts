/** Which process of a gateway this is, where several share its work. */
export interface WorkerPlace {
  /** From 1 on; a successor has the number of the one that died. */
  number: number
  /** How many there are. */
  of: number
}

/** What tells its files from those of the others, such as `w2.`; empty where there is one process only. */
export function fileMark(worker: WorkerPlace | undefined): string {
  return worker === undefined ? '' : `w${worker.number}.`
}

/**
 * Whether what dead processes left under a mark is this one's to finish: a worker sees to its own, and the first one also to what
 * belongs to no worker of now.
 */
export function inherits(worker: WorkerPlace | undefined, mark: string): boolean {
  if (worker === undefined || mark === fileMark(worker)) return true
  return worker.number === 1 && (mark === '' || Number(mark.slice(1, -1)) > worker.of)
}

/** What only one process should do for all, such as deleting old files. */
export function seesToAll(worker: WorkerPlace | undefined): boolean {
  return worker === undefined || worker.number === 1
}
