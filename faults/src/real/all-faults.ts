import { alarmCleared } from './browser/alarm-cleared.ts'
import { browserKilled } from './browser/browser-killed.ts'
import { documentOpened } from './browser/document-opened.ts'
import { pageFlood } from './browser/page-flood.ts'
import { profileDamaged } from './browser/profile-damaged.ts'
import { workerStopped } from './browser/worker-stopped.ts'
import type { Fault } from './fault.ts'
import { foreignAnswers } from './faults/foreign-answers.ts'
import { gatewayCallsFailed } from './faults/gateway-calls-failed.ts'
import { gatewayKilled } from './faults/gateway-killed.ts'
import { loadBalanced } from './faults/load-balanced.ts'
import { oneOfWorkersKilled } from './faults/one-of-workers-killed.ts'
import { poisonedEvents } from './faults/poisoned-events.ts'
import { profileChanged } from './faults/profile-changed.ts'
import { requestsDisturbed } from './faults/requests-disturbed.ts'
import { rotatedLive } from './faults/rotated-live.ts'
import { secretsChanged } from './faults/secrets-changed.ts'
import { sensorRestarted } from './faults/sensor-restarted.ts'
import { shortWrites } from './faults/short-writes.ts'
import { storeFull } from './faults/store-full.ts'

/** Every fault, in the order of the table. */
export const allFaults: readonly Fault[] = [
  ...gatewayKilled,
  ...gatewayCallsFailed,
  shortWrites,
  ...requestsDisturbed,
  ...foreignAnswers,
  ...secretsChanged,
  rotatedLive,
  ...sensorRestarted,
  ...profileChanged,
  ...poisonedEvents,
  storeFull,
  ...loadBalanced,
  oneOfWorkersKilled,
  browserKilled,
  ...workerStopped,
  alarmCleared,
  ...profileDamaged,
  documentOpened,
  pageFlood,
]
