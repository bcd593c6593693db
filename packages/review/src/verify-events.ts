import { join } from 'node:path'
import {
  checkEvent,
  createGapProof,
  type GapProof,
  isKnownType,
  type SensorReport,
  type StoredEvent,
} from '@weaklayer/wire'
import { createCompactReader } from './compact-reader.ts'
import { type DeadLetterEntry, readDeadLetters } from './dead-letters.ts'
import { readEventFiles } from './read-event-files.ts'

/** A line that is no stored event. */
export interface UnreadableLine {
  file: string
  line: number
  message: string
}

export interface VerifyReport {
  sensors: SensorReport[]
  /** Events in the files, doubles included. */
  events: number
  /** Events in the dead letter. */
  deadLetters: number
  /** Lines that are no stored event: how many, and the first 100 of them. */
  unreadable: { count: number; first: UnreadableLine[] }
  /** Nothing is unexplained: no missing seq or epoch, no conflict, no clone, no unreadable line. */
  complete: boolean
}

export interface VerifyOptions {
  /** Where the gateway keeps refused events. @default `dead-letter` in the directory */
  deadLetterDirectory?: string
  /** Called now and then with the number of events so far. */
  onProgress?: (events: number) => void
}

const mostUnreadableShown = 100
const progressEvery = 100_000

/** Reads the event files of a directory and tells for each sensor's chain of epochs what is complete and what not. */
export async function verifyEvents(directory: string, options: VerifyOptions = {}): Promise<VerifyReport> {
  const proof = createGapProof(createCompactReader())
  const unreadable: VerifyReport['unreadable'] = { count: 0, first: [] }
  const note = ({ file, line, message }: UnreadableLine) => {
    unreadable.count++
    if (unreadable.first.length < mostUnreadableShown) unreadable.first.push({ file, line, message })
  }
  let events = 0
  for await (const entry of readEventFiles(directory)) {
    const fault = entry.status === 'unreadable' ? entry.message : add(proof, entry.event)
    if (fault !== undefined) note({ ...entry, message: fault })
    if (entry.status === 'event' && ++events % progressEvery === 0) options.onProgress?.(events)
  }
  const letters = readDeadLetters(options.deadLetterDirectory ?? join(directory, 'dead-letter'))
  const deadLetters = await addDeadLetters(proof, letters, note)
  const sensors = proof.report()
  const complete = unreadable.count === 0 && sensors.every(sensor => sensor.complete)
  return { sensors, events, deadLetters, unreadable, complete }
}

async function addDeadLetters(
  proof: GapProof,
  letters: AsyncIterable<DeadLetterEntry>,
  note: (line: UnreadableLine) => void,
): Promise<number> {
  let count = 0
  for await (const entry of letters) {
    if (entry.status === 'unreadable') note(entry)
    else {
      count++
      proof.addDeadLetter(entry.letter)
    }
  }
  return count
}

/** The proof relies on what Status and Dropped say, so those must match their schema; says what does not. */
function add(proof: GapProof, event: StoredEvent): string | undefined {
  if (isKnownType(event.type) && (event.type === 'Status' || event.type === 'Dropped')) {
    const check = checkEvent(event)
    if (check.status === 'invalid') return `is not a ${event.type} event: ${check.path}: ${check.message}`
  }
  proof.add(event)
  return undefined
}
