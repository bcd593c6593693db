import { join } from 'node:path'
import { createGapProof } from '@weaklayer/wire'
import { readDeadLetters } from '../dead-letters.ts'
import { readEventFiles } from '../read-event-files.ts'
import type { UnreadableLine, VerifyReport } from '../verify-events.ts'
import { addToProof } from './add-to-proof.ts'

/** What `verifyEvents` has to say: one event after the other, parsed whole, compared by SHA-256 of its content. */
export async function verifySimply(directory: string): Promise<VerifyReport> {
  const proof = createGapProof()
  const unreadable: UnreadableLine[] = []
  let events = 0
  for await (const entry of readEventFiles(directory)) {
    if (entry.status === 'event') events++
    const fault = entry.status === 'unreadable' ? entry.message : addToProof(proof, entry.event)
    if (fault !== undefined) unreadable.push({ file: entry.file, line: entry.line, message: fault })
  }
  let deadLetters = 0
  for await (const entry of readDeadLetters(join(directory, 'dead-letter'))) {
    if (entry.status === 'unreadable')
      unreadable.push({ file: entry.file, line: entry.line, message: entry.message })
    else {
      deadLetters++
      proof.addDeadLetter(entry.letter)
    }
  }
  const sensors = proof.report()
  const complete = unreadable.length === 0 && sensors.every(sensor => sensor.complete)
  const shown = { count: unreadable.length, first: unreadable.slice(0, 100) }
  return { sensors, events, deadLetters, unreadable: shown, complete }
}
