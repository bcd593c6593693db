import { createGapProof } from './gap-proof.ts'
import type { SensorReport } from './sensor-report.ts'
import type { StoredEvent } from './stored-event.ts'

/** Made-up events for the tests of the proof. */
export const sensor = 'a3bb189e-8bf9-8888-9912-ace4e6543002'
export const group = '68886d61-572b-41a5-8edd-93a564fb5ba3'
export const epochName = (index: number) => index.toString(16).padStart(16, '0')

type Fields = Partial<StoredEvent> & Record<string, unknown>

export function event(epoch: number, seq: number, more: Fields = {}): StoredEvent {
  const time = 1_000_000 * (epoch + 1) + seq
  return { type: 'Window', time, sensor, group, received: time + 5, epoch: epochName(epoch), seq, ...more }
}

/** The first Status of an epoch. */
export function status(
  epoch: number,
  previous?: { epoch: string; lastSeq: number; sensor?: string },
): StoredEvent {
  const counters = { nextSeq: 2, queued: 0, queuedBytes: 0, oldestAgeMs: 0, version: '1', policyState: 'ok' }
  return event(epoch, 1, { type: 'Status', ...counters, ...(previous && { previous }) })
}

export function dropped(epoch: number, seq: number, more: Fields): StoredEvent {
  return event(epoch, seq, { type: 'Dropped', reason: 'quota', count: 0, ...more })
}

export function proofOf(events: readonly StoredEvent[]): SensorReport[] {
  const proof = createGapProof()
  for (const one of events) proof.add(one)
  return proof.report()
}
