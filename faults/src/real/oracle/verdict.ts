/** What one fault left behind. */
export interface Verdict {
  /** Events that the sensors' own records hold. */
  recorded: number
  /** Of those, in the event files, each once. */
  stored: number
  /** Of those, kept in the dead letter. */
  deadLettered: number
  /** Of those, given up, as `Dropped` events say by their seqs. */
  declared: number
  /** Events given up, as `Dropped` events say; also such that never had a seq. */
  dropped: number
  /** Recorded, and neither stored, nor dead-lettered, nor declared. */
  missing: number
  /** Ids that the reader hands out twice. */
  doubled: number
  /** Lines of events in the files. */
  lines: number
  /** Lines in the files that the reader takes out. */
  transportDoubles: number
  /** Holes, epochs, clones and lines that `verifyEvents` cannot explain. */
  unexplained: number
  /** Epochs that two lives of a sensor followed, as `verifyEvents` shows them. */
  clones: number
  /** Ids with two contents. */
  conflicts: number
  /** Stored with other content than recorded. */
  altered: number
  /** Stored, but in no sensor's record. */
  invented: number
}

/** What a fault is about beside the promise itself. */
export interface Expected {
  /** Events may be given up. */
  mayDrop: boolean
  /** A profile was copied: readers must say so. */
  clones: boolean
  /** So many events must have been given up, in the dead letter or declared. */
  givenUp?: number
}

/** What must not be; empty when all is well. */
export function faultsOf(verdict: Verdict, { mayDrop, clones, givenUp }: Expected): string[] {
  const forbidden = ['missing', 'doubled', 'unexplained', 'conflicts', 'altered', 'invented'] as const
  const dropped = mayDrop ? [] : (['dropped', 'deadLettered'] as const)
  const found = [...forbidden, ...dropped]
    .filter(name => verdict[name] > 0)
    .map(name => `${name} ${verdict[name]}`)
  if (verdict.recorded === 0) found.push('nothing was recorded')
  if (clones !== verdict.clones > 0) found.push(`readers find ${verdict.clones} cloned profiles`)
  const gone = verdict.deadLettered + verdict.declared
  if (givenUp !== undefined && gone !== givenUp)
    found.push(`${gone} events were given up, expected ${givenUp}`)
  return found
}
