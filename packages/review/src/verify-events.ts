import { join } from 'node:path'
import { createGapProof, type GapProof, type SensorReport } from '@weaklayer/wire'
import { readDeadLetters } from './dead-letters.ts'
import type { EventFile } from './event-files.ts'
import { isMissing } from './file-error.ts'
import type { FileEntry } from './parse-line.ts'
import { entryOf } from './read-event-files.ts'
import { readRawFile } from './read-raw-lines.ts'
import { addToProof } from './verify/add-to-proof.ts'
import { collectOrdinary } from './verify/collect-chunk.ts'
import { createCompactIndex } from './verify/compact-index.ts'
import { randomPrintSetup } from './verify/print-setup.ts'
import { type ReadChunk, readFiles } from './verify/read-files.ts'

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

export interface VerifyProgress {
  events: number
  bytes: number
  totalBytes: number
}

export interface VerifyOptions {
  /** Where the gateway keeps refused events. @default `dead-letter` in the directory */
  deadLetterDirectory?: string
  /** Called now and then. */
  onProgress?: (progress: VerifyProgress) => void
  /** Threads that read. @default one a processor, none where there is little to read */
  threads?: number
  /** Bytes that a thread reads at once. @default 4 MiB */
  chunkBytes?: number
}

const mostUnreadableShown = 100

/** Reads the event files of a directory and tells for each sensor's chain of epochs what is complete and what not. */
export async function verifyEvents(directory: string, options: VerifyOptions = {}): Promise<VerifyReport> {
  const prints = randomPrintSetup()
  const index = createCompactIndex(prints)
  const reading = createReading(createGapProof(index))
  const { threads, chunkBytes } = options
  for await (const chunk of readFiles(directory, { prints, threads, chunkBytes, array: reading.array })) {
    collectOrdinary(chunk.contents, index, reading.proof)
    reading.special(chunk)
    reading.report.events += chunk.contents.seqs.length
    const { bytes, totalBytes } = chunk
    options.onProgress?.({ events: reading.report.events, bytes, totalBytes })
  }
  await reading.deadLetters(options.deadLetterDirectory ?? join(directory, 'dead-letter'))
  const sensors = reading.proof.report()
  const complete = reading.report.unreadable.count === 0 && sensors.every(sensor => sensor.complete)
  return { sensors, ...reading.report, complete }
}

/** Reads all that is not an ordinary event, and counts. */
function createReading(proof: GapProof) {
  const report = { events: 0, deadLetters: 0, unreadable: { count: 0, first: [] as UnreadableLine[] } }
  const linesBefore = new Map<string, number>()

  function note({ file, line, message }: UnreadableLine): void {
    report.unreadable.count++
    if (report.unreadable.first.length < mostUnreadableShown)
      report.unreadable.first.push({ file, line, message })
  }

  function take(entry: FileEntry): void {
    if (entry.status === 'event') report.events++
    const fault = entry.status === 'unreadable' ? entry.message : addToProof(proof, entry.event)
    if (fault !== undefined) note({ ...entry, message: fault })
  }

  return {
    proof,
    report,
    async array(file: EventFile): Promise<boolean> {
      try {
        for await (const raw of readRawFile(file)) take(entryOf(raw))
        return true
      } catch (error) {
        if (!isMissing(error)) throw error
        return false
      }
    },
    special({ segments, contents }: ReadChunk): void {
      const first = segments.map(({ file }, segment) => {
        const before = linesBefore.get(file.path) ?? 0
        linesBefore.set(file.path, before + Math.max(0, contents.lines[segment] ?? 0))
        return before
      })
      for (const { segment, line, text, whole } of contents.special) {
        const file = segments[segment]?.file as EventFile
        // The end of a file that is still open is nothing yet.
        if (text?.trim() === '' || (!whole && file.endUs === undefined)) continue
        take(entryOf({ file, line: line + (first[segment] ?? 0), text, whole }))
      }
    },
    async deadLetters(directory: string): Promise<void> {
      for await (const entry of readDeadLetters(directory)) {
        if (entry.status === 'unreadable') note(entry)
        else {
          report.deadLetters++
          proof.addDeadLetter(entry.letter)
        }
      }
    },
  }
}
