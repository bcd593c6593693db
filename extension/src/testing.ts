/** What the fault laboratory runs sensors with, outside a browser. */
export type { FramePort } from './content/extension-api.ts'
export { createLink } from './content/link.ts'
export { createTestClock, type TestClock } from './delivery/clock-for-tests.ts'
export { networkError, portal, refusal, type Scripted } from './delivery/gateway-for-tests.ts'
export type { Journal, KeyRange } from './delivery/journal.ts'
export { createMemoryJournal, type MemoryJournal } from './delivery/memory-journal.ts'
export type { GatewayAnswer, GatewayRequest, Transport } from './delivery/transport.ts'
export { fetchTransport } from './platform/fetch-transport.ts'
export type { SenderFacts } from './privacy/frame-source.ts'
export type { FrameReport, FromFrame, ToFrame } from './protocol.ts'
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
