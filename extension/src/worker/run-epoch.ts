import { startEpoch } from '../delivery/epoch.ts'
import { forgetTabs } from '../delivery/forget-tabs.ts'
import { currentEpoch, stateKey } from '../delivery/records.ts'
import { appendStatus, isStatusDue, type StatusFacts } from '../delivery/status.ts'
import { identityKey } from '../enrol/identity.ts'
import type { SensorPorts, WorkerPorts } from './sensor-ports.ts'

type EpochPorts = Pick<WorkerPorts, 'journal' | 'session' | 'local' | 'clock' | 'random'>

/** Key of the running epoch's marker; it goes with the browser. */
const markerKey = 'epoch'

/** Goes on in the running epoch, or starts a new one where the browser started anew. */
export async function enterEpoch(ports: EpochPorts, facts: StatusFacts): Promise<void> {
  const marker = await ports.session.get(markerKey)
  const state = await ports.journal.read(reader => reader.get(stateKey))
  if (state !== undefined && marker === currentEpoch(state).epoch) return
  const newRun = marker === undefined && !(await isReloaded(ports))
  await newEpoch(ports, { facts, newRun })
}

/** Key of the time when the sensor ended itself, in milliseconds; the browser, its tabs and their numbers go on. */
const reloadKey = 'reload'
/** A reload takes no longer; after it, a browser that crashed meanwhile is more likely. */
const reloadMs = 60_000

/** Says that the next start is that of another version in the same run of the browser. */
export async function announceReload({ local, clock }: Pick<SensorPorts, 'local' | 'clock'>): Promise<void> {
  await local.set(reloadKey, clock.nowMs())
}

async function isReloaded({ local, clock }: EpochPorts): Promise<boolean> {
  const atMs = await local.get(reloadKey)
  if (typeof atMs !== 'number' || atMs === 0) return false
  await local.set(reloadKey, 0)
  return Math.abs(clock.nowMs() - atMs) < reloadMs
}

/** Leaves an epoch whose ids are in conflict, if it is the running one. */
export async function leaveEpoch(ports: EpochPorts, facts: StatusFacts, epochIndex: number): Promise<void> {
  const state = await ports.journal.read(reader => reader.get(stateKey))
  if (state === undefined || currentEpoch(state).index !== epochIndex) return
  await newEpoch(ports, { facts, newRun: false })
}

/** Remembers which epoch runs. */
export async function markEpoch({ journal, session }: EpochPorts): Promise<void> {
  const state = await journal.read(reader => reader.get(stateKey))
  if (state !== undefined) await session.set(markerKey, currentEpoch(state).epoch)
}

async function newEpoch(ports: EpochPorts, start: { facts: StatusFacts; newRun: boolean }): Promise<void> {
  const { journal, clock, random } = ports
  const epoch = random.hex(16)
  const lost = await journal.lostEpochs()
  await journal.announce(epoch)
  await journal.transact(async transaction => {
    const owner = (await transaction.get(identityKey))?.owner
    await startEpoch(transaction, { ...start, owner, lost, epoch, atMs: clock.nowMs() })
  })
  await markEpoch(ports)
}

/** Records a Status, and forgets tabs that are gone; returns how many events wait. */
export async function recordStatus(
  { journal, clock }: Pick<SensorPorts, 'journal' | 'clock'>,
  facts: StatusFacts,
  minAgeMs: number,
): Promise<number> {
  return await journal.transact(async transaction => {
    const state = await transaction.get(stateKey)
    if (state === undefined) return 0
    const atMs = clock.nowMs()
    await forgetTabs(transaction, atMs)
    if (!isStatusDue(state, atMs, minAgeMs)) return state.queued
    await appendStatus(transaction, state, { atMs, facts })
    transaction.put(stateKey, state)
    return state.queued
  })
}
