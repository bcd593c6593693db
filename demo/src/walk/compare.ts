import { createReader, inRanges, type SeqRange, type StoredEvent } from '@weaklayer/wire'
import { compareTexts } from './compare-texts.ts'
import type { ExpectedEvent } from './expected-event.ts'
import { expectedLine, referredIn, storedLine } from './recorded-event.ts'

/** What is to be compared. */
export interface Comparison {
  /** What the walk must have produced. */
  expected: readonly ExpectedEvent[]
  /** Everything that the gateway's files hold, doubles and other sensors included. */
  stored: readonly StoredEvent[]
  /** The sensor's own record: everything that it gave a seq in this epoch. */
  record: { sensor: string; epoch: string; lastSeq: number }
  /** The sensor enrolled in this run: its Install event must be there. Files of earlier runs may have been removed. */
  isNewSensor: boolean
}

export interface CheckReport {
  /** Events that the sensor recorded in this run. */
  recorded: number
  /** Those of them that the files hold. */
  stored: number
  missing: number
  doubled: number
  /** Stored events of this run by type, and the gateway's Install events of this sensor. */
  byType: Record<string, number>
  /** Everything that differs, one line each; empty when all is well. */
  differences: string[]
}

/** A type whose number depends on time and not on what the user does. */
const timedType = 'Status'

/** Compares the gateway's files with the walk's list and with the sensor's own record. */
export function compareWalk({ expected, stored, record, isNewSensor }: Comparison): CheckReport {
  const ofSensor = stored.filter(event => event.sensor === record.sensor)
  const ofRun = ofSensor.filter(event => event.epoch === record.epoch)
  const { distinct, doubles, conflicts } = readOnce(ofRun)
  const installs = readOnce(ofSensor.filter(event => event.type === 'Install')).distinct
  const seqs = new Set(distinct.map(event => event.seq ?? 0))
  const declared = declaredRanges(distinct)
  const missing = Array.from({ length: record.lastSeq }, (_, index) => index + 1).filter(
    seq => !seqs.has(seq) && !inRanges(declared, seq),
  )
  const byType = countByType([...distinct, ...installs])
  return {
    recorded: record.lastSeq,
    stored: seqs.size,
    missing: missing.length,
    doubled: doubles.length,
    byType,
    differences: [
      ...missing.map(seq => `missing: event ${seq} of ${record.lastSeq} is in no file`),
      ...doubles.map(event => `doubled: event ${event.seq} (${event.type}) is stored more than once`),
      ...conflicts.map(event => `conflict: event ${event.seq} (${event.type}) is stored with two contents`),
      ...beyondRecord(distinct, record.lastSeq),
      ...[timedType, ...(isNewSensor ? ['Install'] : [])]
        .filter(type => !byType[type])
        .map(type => `missing: no ${type} event of this sensor`),
      ...compareContent(expected, distinct),
    ],
  }
}

function readOnce(events: readonly StoredEvent[]) {
  const reader = createReader()
  const readings = events.map(event => ({ event, reading: reader.read(event) }))
  const having = (reading: string) =>
    readings.filter(one => one.reading === reading).map(({ event }) => event)
  return { distinct: having('new'), doubles: having('double'), conflicts: having('conflict') }
}

function declaredRanges(events: readonly StoredEvent[]): SeqRange[] {
  return events.flatMap(event =>
    event.type === 'Dropped' && event.ofEpoch === undefined ? ((event.ranges ?? []) as SeqRange[]) : [],
  )
}

function beyondRecord(events: readonly StoredEvent[], lastSeq: number): string[] {
  return events
    .filter(event => (event.seq ?? 0) > lastSeq)
    .map(event => `unexpected: event ${event.seq} is stored, but the sensor recorded only ${lastSeq}`)
}

/** Every expected event must be there, as often as expected, and nothing else. */
function compareContent(expected: readonly ExpectedEvent[], stored: readonly StoredEvent[]): string[] {
  const referred = referredIn(stored)
  const content = stored.filter(event => event.type !== timedType).toSorted(bySeq)
  const storedByLine = Map.groupBy(content, event => storedLine(event, referred))
  const expectedByLine = Map.groupBy(expected, expectedLine)
  const lines = [...new Set([...expectedByLine.keys(), ...storedByLine.keys()])]
  const counts = lines.flatMap(line =>
    countDifference(line, expectedByLine.get(line)?.length ?? 0, storedByLine.get(line)?.length ?? 0),
  )
  return counts.length > 0 ? counts : compareTexts(expectedByLine, storedByLine)
}

function countDifference(line: string, expected: number, stored: number): string[] {
  if (expected === stored) return []
  const times = stored < expected ? 'missing' : 'unexpected'
  return [`${times}: ${line} (expected ${expected}, stored ${stored})`]
}

function countByType(events: readonly StoredEvent[]): Record<string, number> {
  const groups = Map.groupBy(events, event => event.type)
  return Object.fromEntries([...groups].map(([type, list]) => [type, list.length]))
}

function bySeq(one: StoredEvent, other: StoredEvent): number {
  return (one.seq ?? 0) - (other.seq ?? 0)
}
