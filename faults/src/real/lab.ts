import { join } from 'node:path'
import { seededRandom } from '@weaklayer/extension/testing'
import type { StoredEvent } from '@weaklayer/wire'
import { temporaryDirectory } from '../laboratory/processes.ts'
import { makeSecrets, policyFor, type Secrets } from '../laboratory/secrets.ts'
import {
  type SimulatedSensor,
  type SimulatedSensorOptions,
  startSimulatedSensor,
} from '../laboratory/sensor/simulated-sensor.ts'
import { createLabGateways, type LabGateways } from './lab-gateways.ts'
import { auditProblems } from './oracle/audit-problems.ts'
import { judge, readOnce } from './oracle/judge.ts'
import { mergeEventFiles } from './oracle/merge-event-files.ts'
import type { Verdict } from './oracle/verdict.ts'

/** How some sensors are unlike others. */
interface SensorOptions extends Pick<SimulatedSensorOptions, 'damage' | 'profile'> {
  /** More of the policy. */
  policy?: Record<string, unknown>
}

type Inspection = (events: readonly StoredEvent[]) => void

/** Real parts in a folder of their own: some gateways with their files, and simulated sensors. */
export interface Lab {
  directory: string
  secrets: Secrets
  random: ReturnType<typeof seededRandom>
  gateways: LabGateways
  sensors: SimulatedSensor[]
  /** Starts sensors that send to a port. */
  addSensors(count: number, port: number, options?: SensorOptions): Promise<SimulatedSensor[]>
  /** What is wrong that the stored events do not show. */
  problems: string[]
  /** Says how many events must have been given up in the end. */
  expected: { givenUp?: number }
  /** Has the reader's view of the stored events looked at in the end. */
  inspect(look: Inspection): void
  /** Notes what a browser's sensor says of its running epoch; the verdict holds it to that. */
  noteEpoch(record: { epoch?: string; lastSeq: number }): void
  /** Has something closed with the laboratory. */
  closing(close: () => Promise<void>): void
  /** Stops the gateways and compares what the sensors recorded with what is stored. */
  judge(): Promise<Verdict>
  close(): Promise<void>
}

export async function openLab(seed: number): Promise<Lab> {
  const { directory, remove } = await temporaryDirectory('weaklayer-faults')
  const secrets = await makeSecrets()
  const random = seededRandom(seed)
  const gateways = createLabGateways(directory, secrets)
  const sensors: SimulatedSensor[] = []
  const inspections: Inspection[] = []
  const problems: string[] = []
  let epochs: Map<string, number> | undefined
  const closing: (() => Promise<void>)[] = []
  return {
    directory,
    secrets,
    random,
    gateways,
    sensors,
    problems,
    expected: {},
    async addSensors(count, port, { policy = {}, ...options } = {}) {
      const added: SimulatedSensor[] = []
      for (let index = 0; index < count; index++) {
        const chosen = { ...options, seed: Math.floor(random.fraction() * 2 ** 31) }
        added.push(await startSimulatedSensor({ ...chosen, policy: policyFor(secrets, port, policy) }))
      }
      sensors.push(...added)
      return added
    },
    inspect: look => void inspections.push(look),
    noteEpoch({ epoch, lastSeq }) {
      epochs ??= new Map()
      if (epoch !== undefined) epochs.set(epoch, Math.max(lastSeq, epochs.get(epoch) ?? 0))
    },
    closing: close => void closing.push(close),
    async judge() {
      const merged = join(directory, 'merged')
      const directories = await gateways.stop()
      problems.push(...(await auditProblems(directories)))
      mergeEventFiles(directories, merged)
      for (const look of inspections) look(await readOnce(merged))
      return await judge(merged, { records: sensors.map(one => one.recorded), epochs })
    },
    async close() {
      for (const sensor of sensors) sensor.close()
      await Promise.all([gateways.kill(), ...closing.map(close => close())])
      await remove()
    },
  }
}
