import { stateKey } from '../delivery/records.ts'
import type { SensorMemory } from './memory.ts'
import type { WorkerPorts } from './sensor-ports.ts'
import type { Start } from './start-once.ts'

export interface FaultOptions {
  ports: Pick<WorkerPorts, 'journal' | 'clock'>
  running: Start<SensorMemory>
  /** Asks for the policy again. */
  refreshPolicy(): Promise<void>
}

/** Shows what failed inside the sensor, and begins anew where the journal was deleted under it. */
export async function noteFault(
  { ports, running, refreshPolicy }: FaultOptions,
  error: unknown,
): Promise<void> {
  const fault = faultOf(error, ports.clock.nowMs())
  const empty = await ports.journal
    .read(reader => reader.get(stateKey))
    .then(
      state => state === undefined,
      () => false,
    )
  if (empty) running.forget()
  // A sensor that does not even start has nowhere to note it: the next start tries again.
  const memory = await running().catch(() => undefined)
  if (memory === undefined) return
  memory.fault = fault
  if (empty) await refreshPolicy()
}

/** The name of an error says what kind it is; its message may hold what somebody typed. */
function faultOf(error: unknown, atMs: number): NonNullable<SensorMemory['fault']> {
  const name = error instanceof Error ? error.name : 'unknown'
  return {
    code: 'SENSOR_FAULT',
    message: `the sensor failed inside (${name})`,
    todo: "Check that the browser's profile folder is writable and not full, then restart the browser.",
    atMs,
  }
}
