import { readEventFiles, type VerifyReport, verifyEvents } from '@weaklayer/review'
import { canonicalJson, countRanges, createReader, inRanges, type StoredEvent } from '@weaklayer/wire'
import { idOf, newRecorded, type Recorded } from '../../laboratory/sensor/recorded.ts'
import type { Verdict } from './verdict.ts'

/** What the sensors say themselves that they recorded. */
export interface OwnRecords {
  /** Of simulated sensors: every event. */
  records: readonly Recorded[]
  /** Of sensors in browsers: the last seq of each epoch that was heard of. Undefined where there are none. */
  epochs: ReadonlyMap<string, number> | undefined
}

/** Compares the sensors' own records with what the files of a directory hold. */
export async function judge(directory: string, { records, epochs }: OwnRecords): Promise<Verdict> {
  const recorded = together(records)
  const found = await readBack(directory, { recorded, knowsAll: epochs === undefined })
  const report = await verifyEvents(directory)
  if (epochs !== undefined) addEpochs(recorded, epochs, report)
  return {
    ...found.counts,
    ...compared(recorded, found.events, report),
    ...shownBy(report),
  }
}

/** Every event that the reader hands out. */
export async function readOnce(directory: string): Promise<StoredEvent[]> {
  const reader = createReader()
  const events: StoredEvent[] = []
  for await (const entry of readEventFiles(directory)) {
    if (entry.status === 'event' && reader.read(entry.event) !== 'double') events.push(entry.event)
  }
  return events
}

function together(records: readonly Recorded[]): Recorded {
  const all = newRecorded()
  for (const { texts, firstIds } of records) {
    for (const [id, text] of texts) all.texts.set(id, text)
    for (const [id, first] of firstIds) all.firstIds.set(id, first)
  }
  return all
}

/** All that these epochs held, as the sensors said when they were asked or as the chain of epochs says. */
function addEpochs({ texts }: Recorded, said: ReadonlyMap<string, number>, { sensors }: VerifyReport): void {
  const lasts = new Map(said)
  for (const { epoch, lastSeq } of sensors.flatMap(sensor => sensor.epochs))
    lasts.set(epoch, Math.max(lastSeq, lasts.get(epoch) ?? 0))
  for (const [epoch, lastSeq] of lasts)
    for (let seq = 1; seq <= lastSeq; seq++)
      texts.set(idOf({ epoch, seq }), texts.get(idOf({ epoch, seq })) ?? '')
}

interface Found {
  /** First ids of the events that the reader handed out. */
  events: Set<string>
  counts: Pick<
    Verdict,
    'doubled' | 'transportDoubles' | 'conflicts' | 'altered' | 'invented' | 'dropped' | 'lines'
  >
}

async function readBack(directory: string, known: Known): Promise<Found> {
  const reader = createReader()
  const counts = {
    doubled: 0,
    transportDoubles: 0,
    conflicts: 0,
    altered: 0,
    invented: 0,
    dropped: 0,
    lines: 0,
  }
  const found: Found = { events: new Set(), counts }
  for await (const entry of readEventFiles(directory)) {
    // Lines that are no event are counted by verifyEvents.
    if (entry.status === 'unreadable') continue
    counts.lines++
    const reading = reader.read(entry.event)
    if (reading === 'double') counts.transportDoubles++
    else if (reading === 'conflict') counts.conflicts++
    else take(found, entry.event, known)
  }
  return found
}

interface Known {
  recorded: Recorded
  /** Whether every event of every sensor is in there. */
  knowsAll: boolean
}

function take({ events, counts }: Found, event: StoredEvent, { recorded, knowsAll }: Known): void {
  const { texts, firstIds } = recorded
  const { sensor: _, group: __, received: ___, ...content } = event
  // Install events are the gateway's own: they have no epoch.
  if (content.epoch === undefined || content.seq === undefined) return
  const id = idOf({ epoch: content.epoch, seq: content.seq })
  const first = firstIds.get(id) ?? id
  if (events.has(first)) counts.doubled++
  events.add(first)
  if (content.type === 'Dropped') counts.dropped += Number(event.count)
  const text = texts.get(id)
  if (text === undefined) counts.invented += Number(knowsAll)
  else if (canonicalJson(JSON.parse(text)) !== canonicalJson(content)) counts.altered++
}

type Compared = Pick<Verdict, 'recorded' | 'stored' | 'deadLettered' | 'declared' | 'missing'>

/** Where each recorded event is, whatever ids it had. */
function compared({ texts, firstIds }: Recorded, stored: Set<string>, report: VerifyReport): Compared {
  const where = new Map<string, 'stored' | 'deadLettered' | 'declared' | 'missing'>()
  const explanation = explanations(report)
  for (const id of texts.keys()) {
    const first = firstIds.get(id) ?? id
    const place = stored.has(first) ? 'stored' : explanation(id)
    if (place !== 'missing' || !where.has(first)) where.set(first, place)
  }
  const counts = { recorded: where.size, stored: 0, deadLettered: 0, declared: 0, missing: 0 }
  for (const place of where.values()) counts[place]++
  return counts
}

type Explanation = 'deadLettered' | 'declared' | 'missing'

function explanations({ sensors }: VerifyReport): (id: string) => Explanation {
  const epochs = new Map(sensors.flatMap(sensor => sensor.epochs.map(epoch => [epoch.epoch, epoch])))
  const isLost = lostIds(sensors)
  return id => {
    const [name = '', seq] = id.split('/')
    const epoch = epochs.get(name)
    if (epoch !== undefined && inRanges(epoch.deadLettered, Number(seq))) return 'deadLettered'
    if (epoch !== undefined && inRanges([...epoch.declared, ...epoch.lost], Number(seq))) return 'declared'
    return isLost(name) ? 'declared' : 'missing'
  }
}

/** Of an epoch that was never heard of before its store was lost, no more is explained than was declared. */
function lostIds(sensors: VerifyReport['sensors']): (epoch: string) => boolean {
  const left = new Map(
    sensors.flatMap(({ lostStores }) => lostStores.map(({ ofEpoch = '', atMost = 0 }) => [ofEpoch, atMost])),
  )
  return epoch => {
    const more = left.get(epoch) ?? 0
    left.set(epoch, more - 1)
    return more > 0
  }
}

function shownBy({ sensors, unreadable }: VerifyReport): Pick<Verdict, 'unexplained' | 'clones'> {
  const sum = (pick: (sensor: VerifyReport['sensors'][number]) => number) =>
    sensors.reduce((total, sensor) => total + pick(sensor), 0)
  const holes = sum(({ epochs }) => epochs.reduce((total, epoch) => total + countRanges(epoch.missing), 0))
  const clones = sum(({ clonedFrom }) => clonedFrom.length)
  const isOtherwiseIncomplete = sum(sensor => Number(!sensor.complete && sensor.clonedFrom.length === 0))
  return { unexplained: unreadable.count + Math.max(holes, isOtherwiseIncomplete), clones }
}
