import { createGapProof, createReader, eventSchemas, type StoredEvent } from '@weaklayer/wire'
import { expect } from 'vitest'
import { stateKey } from '../delivery/records.ts'
import { queued, type Rig, testPolicy } from './rig-for-tests.ts'

/** What the gateway has, read as an analyst reads it. For tests. */
export function storedBy(rig: Rig) {
  const reader = createReader()
  const proof = createGapProof()
  const events: StoredEvent[] = []
  for (const { sensor, event } of rig.gateway.stored) {
    const stored = { ...event, sensor, group: testPolicy.installKey.group, received: 1 } as StoredEvent
    const reading = reader.read(stored)
    expect(reading).not.toBe('conflict')
    proof.add(stored)
    if (reading === 'new') events.push(stored)
  }
  return { events, reports: proof.report() }
}

/** Events given up as the stored Dropped events say: reason, then type, then number. */
export function droppedBy(events: readonly StoredEvent[]): Record<string, Record<string, number>> {
  const totals: Record<string, Record<string, number>> = {}
  for (const event of events) {
    const { reason, byType = {} } = eventSchemas.Dropped.safeParse(event).data ?? { reason: '' }
    const total = totals[reason] ?? {}
    for (const [type, count] of Object.entries(byType)) total[type] = (total[type] ?? 0) + count
    if (reason !== '') totals[reason] = total
  }
  return totals
}

/** Sends everything, with what waits to be reported; nothing is left, and nothing is unexplained. */
export async function drained(rig: Rig) {
  rig.gateway.script['/events'] = []
  // Floods are reported some time later; an upload may end later than the clock of the test moves.
  for (let turn = 0; turn < 10 && !(await isEmpty(rig)); turn++) {
    await rig.clock.advance(60_000)
    await rig.flush()
  }
  expect(await queued(rig.journal)).toEqual([])
  const stored = storedBy(rig)
  expect(stored.reports.every(report => report.complete)).toBe(true)
  // What the sensor counts, what it reported, and what its Status says are the same.
  expect(droppedBy(stored.events)).toEqual((await rig.view()).dropped)
  return stored
}

async function isEmpty(rig: Rig): Promise<boolean> {
  const state = await rig.journal.read(reader => reader.get(stateKey))
  const { flood = 0, other = 0 } = state?.pendingDrops ?? {}
  return state?.queued === 0 && flood + other === 0
}
