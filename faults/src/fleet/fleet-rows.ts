import type { FleetRun } from './run-fleet.ts'
import { judged, type Row, summarizePhase } from './summarize-phase.ts'

/** All figures of a run. */
export function fleetRows({ sensors, phases, proof }: FleetRun): Row[] {
  const row = (name: string, value: number, target?: number): Row =>
    judged({ name, value, unit: 'events', ...(target === undefined ? {} : { target }) })
  return [
    { name: 'sensors', value: sensors, unit: 'sensors' },
    ...phases.flatMap(summarizePhase),
    {
      name: 'sensor ids that enrolled',
      value: proof.enrolledIds,
      unit: 'ids',
      target: sensors,
      ok: proof.enrolledIds === sensors,
    },
    judged({ name: 'of them computed by no sensor', value: proof.strangeIds, unit: 'ids', target: 0 }),
    row('Install events', proof.installEvents),
    row('recorded', proof.recorded),
    row('stored', proof.stored),
    row('missing', proof.missing, 0),
    row('doubled', proof.doubled, 0),
    row('dead letters', proof.deadLettered, 0),
    row('conflicting ids', proof.conflicts, 0),
    row('doubles in transport, removed by the reader', proof.removed),
  ]
}
