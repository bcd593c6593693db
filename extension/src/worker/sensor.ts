import { closeTab } from '../delivery/forget-tabs.ts'
import { stateKey } from '../delivery/records.ts'
import type { PageRequest } from '../protocol.ts'
import { answerView } from './answer-page.ts'
import { readFromFrame, readPageRequest } from './frame-message.ts'
import type { InboxPort } from './inbox.ts'
import { announceReload, recordStatus } from './run-epoch.ts'
import { selfTest } from './self-test.ts'
import { createParts, type SensorParts, statusAlarm, statusPeriodMs } from './sensor-parts.ts'
import type { SensorPorts } from './sensor-ports.ts'

/** What the browser's events do to the sensor. None of it rejects. */
export interface Sensor {
  /** Opens the journal and starts to record; what comes before waits. */
  start(): Promise<void>
  takeMessage(port: InboxPort, message: unknown): void
  answerPage(message: unknown): Promise<unknown>
  alarm(name: string): Promise<void>
  online(): void
  managedChanged(): Promise<void>
  tabClosed(browserTab: number): Promise<void>
  /** This version is here for the first time. */
  installed(): Promise<void>
  /** Another version waits: everything is taken in, then it starts. */
  updateAvailable(): Promise<void>
}

/** After a network came back, a fleet must not come back at once. A worker lives about 30 s with nothing to do. */
const onlineSpreadMs = 25_000

/** The sensor's worker, without the browser around it. */
export function createSensor(given: SensorPorts): Sensor {
  const parts = createParts(given)
  const { ports, inbox, dispatcher, policySource, onFault } = parts
  const { journal, clock, random } = ports
  return {
    async start() {
      await parts
        .running()
        .then(() => policySource.refresh())
        .catch(onFault)
      await dispatcher.run()
    },
    takeMessage(port, message) {
      const from = readFromFrame(message)
      if (from !== undefined) inbox.take(port, from)
    },
    async answerPage(message) {
      const request = readPageRequest(message)
      return request === undefined ? undefined : await answer(ports, parts, request)
    },
    async alarm(name) {
      if (name === statusAlarm) await hourlyStatus(ports, parts).catch(onFault)
      else await dispatcher.run()
    },
    online() {
      const spreadMs = Math.round(random.fraction() * onlineSpreadMs)
      clock.after(spreadMs, () => void parts.sendNow(['backoff']).catch(onFault))
    },
    managedChanged: () =>
      parts
        .running()
        .then(() => policySource.refresh())
        .catch(onFault),
    tabClosed: browserTab =>
      journal
        .transact(transaction => closeTab(transaction, { browserTab, nowMs: clock.nowMs() }))
        .catch(onFault),
    async installed() {
      await ports.frames?.start().catch(onFault)
    },
    updateAvailable: () => makeWay(parts).catch(onFault),
  }
}

async function makeWay({ ports, inbox, onFault }: SensorParts): Promise<void> {
  // Whatever fails: what is recorded is safe, and the next version may be the one that mends it.
  await ports.frames?.handOver().catch(onFault)
  await inbox.flush()
  await announceReload(ports)
  ports.reload?.()
}

async function hourlyStatus(ports: SensorPorts, { running, dispatcher }: SensorParts): Promise<void> {
  const { facts } = await running()
  dispatcher.recorded(await recordStatus(ports, facts, statusPeriodMs - 5 * 60_000))
}

async function answer(ports: SensorPorts, parts: SensorParts, request: PageRequest): Promise<unknown> {
  const memory = await parts.running()
  switch (request.ask) {
    case 'view':
      return await answerView(ports, memory, request.page)
    case 'selftest':
      return await selfTest({ ...ports, policy: memory.policy, identity: memory.identity })
    case 'flush':
      await parts.inbox.flush()
      await sendAll(ports, parts)
      return { ok: true }
  }
}

/** Sends until nothing waits, or nothing goes any more. Only what the gateway asked for is waited for. */
async function sendAll(ports: SensorPorts, { sendNow }: SensorParts): Promise<void> {
  const waiting = async () => {
    const state = await ports.journal.read(reader => reader.get(stateKey))
    return (state?.queued ?? 0) + (state?.pendingDrops?.other ?? 0)
  }
  let before = Number.POSITIVE_INFINITY
  for (let left = await waiting(); left > 0 && left < before; left = await waiting()) {
    before = left
    await sendNow(['pace', 'backoff', 'misconfigured', 'refused'])
  }
}
