import { openFleet } from './fleet.ts'
import { enrolPhase, gatewayOutagePhase, networkOutagePhase, type Phase } from './phases.ts'
import { type FleetProof, proveFleet } from './proof.ts'

export interface RunOptions {
  sensors: number
  /** Events that wait in each sensor at the end of an outage. */
  queued: number
  outageMs: number
  seed: number
  threads: number
  directory: string
  /** Told what is done. */
  say(text: string): void
}

export interface FleetRun {
  sensors: number
  phases: Phase[]
  proof: FleetProof
}

/** Runs the whole: enrolment, an outage of the gateway, an outage of the network, and the proof over all files. */
export async function runFleet(options: RunOptions): Promise<FleetRun> {
  const { say } = options
  const fleet = await openFleet(options)
  const outage = { queued: options.queued, outageMs: options.outageMs }
  try {
    const phases: Phase[] = []
    for (const run of [
      () => enrolPhase(fleet),
      () => gatewayOutagePhase(fleet, outage),
      () => networkOutagePhase(fleet, { ...outage, outageMs: options.outageMs / 3 }),
    ]) {
      const began = performance.now()
      const cpu = process.cpuUsage()
      const phase = await run()
      const used = process.cpuUsage(cpu)
      say(
        `${phase.name}: ${phase.requests.length} requests, ${Math.round(performance.now() - began)} ms, cpu ${Math.round((used.user + used.system) / 1000)}`,
      )
      phases.push(phase)
    }
    return { sensors: options.sensors, phases, proof: await proveFleet(fleet) }
  } finally {
    await fleet.close()
  }
}
