import { isSamePolicy, type Policy } from '../config/choose-policy.ts'
import { createPolicySource, type PolicySource } from '../config/policy-source.ts'
import { endWaits } from '../delivery/apply-policy.ts'
import type { WaitKind } from '../delivery/delivery-record.ts'
import { createDispatcher, type Dispatcher } from '../delivery/dispatcher.ts'
import { writing } from '../delivery/journal.ts'
import { shrinkStore } from '../delivery/make-room.ts'
import { mirrorJournal } from '../delivery/mirrored-journal.ts'
import type { PreparedMessage } from '../delivery/prepared-message.ts'
import { recordMessages } from '../delivery/record-messages.ts'
import { takingCurrentTexts } from './current-texts.ts'
import { deliverStep } from './deliver.ts'
import { createInbox, type Inbox } from './inbox.ts'
import { leaveFrameRules, loadMemory, refreshIdentity, type SensorMemory, usePolicy } from './memory.ts'
import { noteFault } from './note-fault.ts'
import { prepareMessage } from './prepare-message.ts'
import { enterEpoch, recordStatus } from './run-epoch.ts'
import type { SensorPorts, WorkerPorts } from './sensor-ports.ts'
import { startOnce } from './start-once.ts'

/** The parts of the worker, wired. */
export interface SensorParts {
  ports: WorkerPorts
  /** Resolves when the journal is open and the sensor records. */
  running(): Promise<SensorMemory>
  policySource: PolicySource
  dispatcher: Dispatcher
  inbox: Inbox
  /** Ends waits of these kinds and sends what is due. */
  sendNow(ending: readonly WaitKind[]): Promise<void>
  onFault(error: unknown): void
}

const deliveryAlarm = 'delivery'
export const statusAlarm = 'status'
export const statusPeriodMs = 60 * 60_000

export function createParts(given: SensorPorts): SensorParts {
  const { clock, alarms } = given
  // Two workers at once, as during an update, would send the same events twice and give each other's epochs up.
  const alone = startOnce(async () => await given.becomeOnlyWorker?.())
  const running = startOnce(async () => {
    await alone()
    return await boot(ports, policySource)
  })
  const onFault = (error: unknown) =>
    void noteFault({ ports, running, refreshPolicy: () => policySource.refresh() }, error)
  const journal = mirrorJournal(given.journal, { store: given.local, onFault })
  const ports = { ...given, journal }
  const policySource = createPolicySource({
    ...ports,
    changed: policy => policyChanged(ports, parts, policy),
    onFault,
  })
  const dispatcher = createDispatcher({
    step: async () => await deliverStep(ports, await running()),
    clock,
    setAlarm: delayMs =>
      delayMs === undefined ? alarms.clear(deliveryAlarm) : alarms.setOnce(deliveryAlarm, delayMs),
    flushIntervalMs: () => policySource.current().capture.flushIntervalMs,
    onFault,
  })
  const inbox = createInbox({
    clock,
    prepare: async (frame, message, sender) => {
      const { rules, identity, policy } = await running()
      const pending = policy.state === 'pending'
      return await prepareMessage(frame, message, { sender, rules, hashKey: identity.hashKey, pending })
    },
    record: async messages => dispatcher.recorded(await record(ports, await running(), messages)),
    onFault,
  })
  const sendNow = async (ending: readonly WaitKind[]) => {
    await endWaits(journal, ending)
    await dispatcher.run()
  }
  const parts: SensorParts = { ports, running, policySource, dispatcher, inbox, sendNow, onFault }
  return parts
}

async function boot(ports: WorkerPorts, policySource: PolicySource): Promise<SensorMemory> {
  const memory = await loadMemory(ports, async () => {
    await policySource.load()
    return policySource.current()
  })
  await Promise.all([
    enterEpoch(ports, memory.facts),
    leaveFrameRules(ports, memory.rules),
    ports.alarms.ensureRepeating(statusAlarm, statusPeriodMs),
  ])
  return memory
}

async function policyChanged(ports: WorkerPorts, parts: SensorParts, policy: Policy): Promise<void> {
  const memory = await parts.running()
  const before = memory.policy
  await usePolicy(ports, memory, policy)
  // Managed storage confirms the cached policy at every start of the worker.
  if (isSamePolicy(before, policy)) return
  await shrinkStore(ports.journal, policy.capture.buffer)
  await recordStatus(ports, memory.facts, 0)
  await parts.sendNow(['refused', 'misconfigured', 'backoff'])
}

async function record(
  ports: WorkerPorts,
  memory: SensorMemory,
  messages: PreparedMessage[],
): Promise<number> {
  const { buffer: bounds } = memory.policy.capture
  const nowMs = ports.clock.nowMs()
  const journal = takingCurrentTexts(writing(ports.journal, bounds.durability), messages)
  const options = { messages, nowMs, bounds, statusFacts: memory.facts }
  const queued = await recordMessages(journal, options).catch(async error => {
    // The next try hashes with the key that is in force by then.
    await refreshIdentity(ports, memory)
    throw error
  })
  delete memory.fault
  return queued
}
