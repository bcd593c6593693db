import { checkEvent, countRanges, type SensorReport } from '@weaklayer/wire'
import { type EventRow, eventOfRow } from '../query/event-row.ts'
import type { Store } from '../store/open-store.ts'
import { allColumns } from './found-event.ts'
import { proveStore } from './prove-store.ts'

export interface SensorsAsked {
  /** The time now, microseconds since 1970 UTC. */
  nowUs: number
  /** Whether to prove what is missing, which reads the seqs of all events. @default true */
  gaps?: boolean | undefined
  /** Called now and then with how many of how many events were proven. */
  onProgress?: ((read: number, of: number) => void) | undefined
}

/** How a sensor is, as its events tell. Times are microseconds since 1970 UTC. */
export interface SensorState {
  sensor: string
  group: string
  label: string | null
  device: string | null
  user: string | null
  events: number
  /** When the gateway received its first and its last event. */
  firstReceivedUs: number
  lastReceivedUs: number
  /** Nothing arrived for more than two hours: a running browser reports every hour. */
  silent: boolean
  /** Its last Status; undefined where it never sent one. */
  status: SensorStatus | undefined
  /** Events that it gave up, by reason, as its Dropped events in the store say. */
  dropped: Record<string, number>
  /** What the gap proof says; undefined when it was not asked for. */
  gaps: SensorGaps | undefined
}

export interface SensorStatus {
  timeUs: number
  version: string
  browser: string | undefined
  os: string | undefined
  policyState: string
  policyHash: string | undefined
  /** Events that waited for delivery, and for how long the oldest one had. */
  queued: number
  oldestAgeMs: number
  /** The gateway's clock minus the sensor's. */
  clockSkewMs: number | undefined
  disabledSources: readonly string[]
}

export interface SensorGaps {
  complete: boolean
  missing: number
  missingEpochs: number
  conflicts: number
  clones: number
}

const silentAfterUs = 7_200_000_000

type Seen = Pick<SensorState, 'sensor' | 'group' | 'events' | 'firstReceivedUs' | 'lastReceivedUs'>

/** Every sensor of a store, those that were silent for longest first. */
export async function sensors(
  store: Store,
  { nowUs, gaps = true, onProgress }: SensorsAsked,
): Promise<SensorState[]> {
  const seen = await store.rows<Seen>(
    `SELECT "sensor", min("group") AS "group", count(*) AS "events", min("received") AS "firstReceivedUs",
       max("received") AS "lastReceivedUs"
     FROM events GROUP BY "sensor" ORDER BY "lastReceivedUs", "sensor"`,
  )
  const names = await lastRows(store, `"type" IN ('Status', 'Install')`)
  const statuses = await lastRows(store, `"type" = 'Status'`)
  const dropped = await droppedBySensor(store)
  const reports = gaps
    ? new Map((await proveStore(store, { onProgress })).sensors.map(one => [one.sensor, one]))
    : undefined
  return seen.map(one => ({
    ...one,
    ...namesOf(names.get(one.sensor)),
    silent: nowUs - one.lastReceivedUs > silentAfterUs,
    status: statusOf(statuses.get(one.sensor)),
    dropped: dropped.get(one.sensor) ?? {},
    gaps: gapsOf(reports?.get(one.sensor)),
  }))
}

/** The row of each sensor that was received last. */
async function lastRows(store: Store, where: string): Promise<Map<string, EventRow>> {
  const rows = await store.rows<EventRow>(
    `SELECT ${allColumns} FROM events WHERE ${where} AND ("sensor", "received") IN (
       SELECT ("sensor", max("received")) FROM events WHERE ${where} GROUP BY "sensor")
     ORDER BY "time", "seq"`,
  )
  return new Map(rows.map(row => [row.sensor as string, row]))
}

function namesOf(row: EventRow | undefined): Pick<SensorState, 'label' | 'device' | 'user'> {
  const { label = null, device = null, user = null } = (row ?? {}) as Partial<SensorState>
  return { label, device, user }
}

/** Rows come from files: a Status that does not match its schema tells nothing. */
function statusOf(row: EventRow | undefined): SensorStatus | undefined {
  if (row === undefined) return undefined
  const event = eventOfRow(row)
  if (checkEvent(event).status === 'invalid') return undefined
  const status = event as unknown as SensorStatus
  const { version, browser, os, policyState, policyHash, queued, oldestAgeMs, clockSkewMs } = status
  const disabledSources = status.disabledSources ?? []
  const known = { version, browser, os, policyState, policyHash, queued, oldestAgeMs, clockSkewMs }
  return { timeUs: event.time, ...known, disabledSources }
}

async function droppedBySensor(store: Store): Promise<Map<string, Record<string, number>>> {
  const rows = await store.rows<{ sensor: string; reason: string; events: number }>(
    `SELECT "sensor", json_extract_string("rest", '$.reason') AS "reason",
       coalesce(sum(try_cast(json_extract_string("rest", '$.count') AS BIGINT)), 0)::BIGINT AS "events"
     FROM events WHERE "type" = 'Dropped' AND "rest" IS NOT NULL GROUP BY ALL HAVING "reason" IS NOT NULL`,
  )
  const all = new Map<string, Record<string, number>>()
  for (const { sensor, reason, events } of rows) {
    const reasons: Record<string, number> = all.get(sensor) ?? Object.create(null)
    reasons[reason] = events
    all.set(sensor, reasons)
  }
  return all
}

function gapsOf(report: SensorReport | undefined): SensorGaps | undefined {
  if (report === undefined) return undefined
  const missing = report.epochs.reduce((sum, epoch) => sum + countRanges(epoch.missing), 0)
  const { complete, missingEpochs, conflicts, clones } = report
  return {
    complete,
    missing,
    missingEpochs: missingEpochs.length,
    conflicts: conflicts.length,
    clones: clones.length,
  }
}
