import type { ContentIndex, Reading, StoredEvent } from '@weaklayer/wire'
import { createEpochContents, type EpochContents } from './epoch-contents.ts'
import { createEventPrints, type PrintSetup } from './event-prints.ts'
import { createPrintSet, type PrintSet } from './print-set.ts'

/** The index for many millions of events: 8 to 22 bytes an event. */
export interface CompactIndex extends ContentIndex {
  /** Reads ordinary events of one epoch by seq and print of the body. */
  ordinary(owner: Owner, epoch: string): (seq: number, body: number) => Reading
  /** Prints of whole events without epoch. */
  withoutEpoch(sensor: string): PrintSet
}

interface Owner {
  sensor: string
  group: string
}

/** Remembers prints of contents; `setup` is that of all makers of prints. */
export function createCompactIndex(setup: PrintSetup): CompactIndex {
  const prints = createEventPrints(setup)
  const epochs = new Map<string, EpochContents>()
  const sets = new Map<string, PrintSet>()

  function epochContents({ sensor, group }: Owner, epoch: string) {
    const name = `${sensor}/${epoch}`
    const found = epochs.get(name)
    if (found) return found
    const made = createEpochContents(sure(prints.frame({ group })))
    epochs.set(name, made)
    return made
  }

  function withoutEpoch(sensor: string): PrintSet {
    const found = sets.get(sensor)
    if (found) return found
    const made = createPrintSet()
    sets.set(sensor, made)
    return made
  }

  return {
    ordinary(owner, epoch) {
      const contents = epochContents(owner, epoch)
      const frame = sure(prints.frame({ group: owner.group }))
      return frame === contents.usualFrame
        ? contents.readUsual
        : (seq, body) => contents.read(seq, { body, frame })
    },
    withoutEpoch,
    add(event: StoredEvent) {
      const body = sure(prints.body(event))
      if (event.epoch === undefined || event.seq === undefined) {
        const isNew = withoutEpoch(event.sensor).add(sure(prints.whole(event)))
        return { reading: isNew ? 'new' : 'double', body }
      }
      const contents = epochContents(event, event.epoch)
      return { reading: contents.read(event.seq, { body, frame: sure(prints.frame(event)) }), body }
    },
    find({ sensor, epoch, seq }, body) {
      const contents = epochs.get(`${sensor}/${epoch}`)
      return contents?.find(seq, body as number) ?? 'nothing'
    },
  }
}

/** Whoever reads lines refuses those that are nested too deeply. */
function sure(print: number | undefined): number {
  if (print === undefined) throw new Error('an event that is nested too deeply came where none should')
  return print
}
