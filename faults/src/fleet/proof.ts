import { readEventFiles, verifyEvents } from '@weaklayer/review'
import type { Fleet } from './fleet.ts'

/** What the gateway's files say against what the sensors recorded. */
export interface FleetProof {
  recorded: number
  stored: number
  /** Recorded, no longer in the sensor, and not stored. */
  missing: number
  /** Seen twice by whoever reads through the reader that removes doubles. */
  doubled: number
  /** Lines that the reader removes: what transport delivered twice. */
  removed: number
  conflicts: number
  /** Refused by the gateway, and kept by it. */
  deadLettered: number
  /** Sensor ids of Install events, and those of them that no sensor computes from its own key. */
  enrolledIds: number
  strangeIds: number
  installEvents: number
}

/** Reads all files; the gateway has stopped. */
export async function proveFleet(fleet: Fleet): Promise<FleetProof> {
  const { records } = await fleet.order({ order: 'record' })
  const recorded = new Map(records.map(one => [one.sensor, one]))
  const installs = await readInstalls(fleet.eventDirectory)
  const report = await verifyEvents(fleet.eventDirectory)
  const proof: FleetProof = {
    recorded: 0,
    stored: 0,
    missing: 0,
    doubled: 0,
    removed: 0,
    conflicts: 0,
    deadLettered: report.deadLetters,
    enrolledIds: installs.ids.size,
    strangeIds: [...installs.ids].filter(id => !recorded.has(id)).length,
    installEvents: installs.events,
  }
  const reports = new Map(report.sensors.map(one => [one.sensor, one]))
  for (const { sensor, epoch, lastSeq, queued } of records) {
    const sent = lastSeq - queued
    const found = reports.get(sensor)
    const stored = found?.epochs.find(one => one.epoch === epoch)?.stored ?? 0
    proof.recorded += sent
    proof.stored += stored
    proof.missing += Math.max(0, sent - stored)
    proof.doubled += Math.max(0, stored - sent)
    proof.removed += found?.doubled ?? 0
    proof.conflicts += found?.conflicts.length ?? 0
  }
  return proof
}

async function readInstalls(directory: string): Promise<{ ids: Set<string>; events: number }> {
  const ids = new Set<string>()
  let events = 0
  for await (const entry of readEventFiles(directory)) {
    if (entry.status !== 'event' || entry.event.type !== 'Install') continue
    ids.add(entry.event.sensor)
    events++
  }
  return { ids, events }
}
