import type { FleetRun } from './run-fleet.ts'

/** How much of what a fleet is to show was really done. */
export function executedCounts({ sensors, phases, proof }: FleetRun): Record<string, number> {
  const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0)
  const requests = phases.flatMap(phase => phase.requests)
  return {
    sensors,
    enrolments: proof.enrolledIds,
    'answers to enrolments lost': requests.filter(({ outcome }) => outcome === 'lost').length,
    'tries that no gateway answered': sum(phases.map(phase => phase.failedBefore)),
    'events queued': sum(phases.map(phase => phase.queued)),
    'requests after an outage': sum(
      phases.filter(phase => phase.queued > 0).map(phase => phase.requests.length),
    ),
  }
}
