/** What the fault laboratory runs sensors with, outside a browser. */
export { createTestClock, type TestClock } from './delivery/clock-for-tests.ts'
export { networkError, portal, refusal, type Scripted } from './delivery/gateway-for-tests.ts'
export { createMemoryJournal, type MemoryJournal } from './delivery/memory-journal.ts'
export { fetchTransport } from './platform/fetch-transport.ts'
export {
  createRig,
  queued,
  type Rig,
  seededRandom,
  type TestFrame,
  testPolicy,
  typed,
} from './worker/rig-for-tests.ts'
export { createSensor, type Sensor } from './worker/sensor.ts'
export type { SensorPorts } from './worker/sensor-ports.ts'
