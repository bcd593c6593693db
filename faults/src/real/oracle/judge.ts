import { readEventFiles, type VerifyReport, verifyEvents } from '@weaklayer/review'
import { canonicalJson, countRanges, createReader, inRanges, type StoredEvent } from '@weaklayer/wire'
import { idOf, type Recorded } from '../../laboratory/sensor/recorded.ts'
import type { Verdict } from './verdict.ts'

/** Compares the sensors' own records with what the files of a directory hold. */
export async function judge(directory: string, records: readonly Recorded[]): Promise<Verdict> {
  const recorded: Recorded = new Map(records.flatMap(one => [...one]))
  const found = await readBack(directory, recorded)
  const report = await verifyEvents(directory)
  const explained = explainedIds(report)
  let deadLettered = 0
  let missing = 0
  for (const id of recorded.keys()) {
    if (found.ids.has(id)) continue
    if (explained.deadLettered(id)) deadLettered++
    else if (!explained.declared(id)) missing++
  }
  const { ids, ...counts } = found
  return {
    ...counts,
    recorded: recorded.size,
    stored: [...ids].filter(id => recorded.has(id)).length,
    deadLettered,
    missing,
    unexplained: unexplainedIn(report),
  }
}

interface Found {
  ids: Set<string>
  doubled: number
  transportDoubles: number
  conflicts: number
  altered: number
  invented: number
  dropped: number
}

async function readBack(directory: string, recorded: Recorded): Promise<Found> {
  const reader = createReader()
  const found: Found = {
    ids: new Set(),
    doubled: 0,
    transportDoubles: 0,
    conflicts: 0,
    altered: 0,
    invented: 0,
    dropped: 0,
  }
  for await (const entry of readEventFiles(directory)) {
    // Lines that are no event are counted by verifyEvents.
    if (entry.status === 'unreadable') continue
    const reading = reader.read(entry.event)
    if (reading === 'double') found.transportDoubles++
    else if (reading === 'conflict') found.conflicts++
    else take(found, entry.event, recorded)
  }
  return found
}

function take(found: Found, event: StoredEvent, recorded: Recorded): void {
  const { sensor: _, group: __, received: ___, ...content } = event
  // Install events are the gateway's own: they have no epoch.
  if (content.epoch === undefined || content.seq === undefined) return
  const id = idOf({ epoch: content.epoch, seq: content.seq })
  if (found.ids.has(id)) found.doubled++
  found.ids.add(id)
  if (content.type === 'Dropped') found.dropped += Number(event.count)
  const text = recorded.get(id)
  if (text === undefined) found.invented++
  else if (canonicalJson(JSON.parse(text)) !== canonicalJson(content)) found.altered++
}

interface Explained {
  declared(id: string): boolean
  deadLettered(id: string): boolean
}

function explainedIds({ sensors }: VerifyReport): Explained {
  const epochs = new Map(sensors.flatMap(sensor => sensor.epochs.map(epoch => [epoch.epoch, epoch])))
  const isIn = (id: string, name: 'declared' | 'deadLettered' | 'lost') => {
    const [epoch = '', seq] = id.split('/')
    return inRanges(epochs.get(epoch)?.[name] ?? [], Number(seq))
  }
  return {
    declared: id => isIn(id, 'declared') || isIn(id, 'lost'),
    deadLettered: id => isIn(id, 'deadLettered'),
  }
}

function unexplainedIn({ sensors, unreadable, complete }: VerifyReport): number {
  const count = sensors.reduce((sum, { epochs, clonedFrom }) => {
    const holes = epochs.reduce((holes, epoch) => holes + countRanges(epoch.missing), 0)
    return sum + holes + clonedFrom.length
  }, unreadable.count)
  return complete ? count : Math.max(1, count)
}
