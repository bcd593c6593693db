import { cpuSecondsOf, forgetPeak, peakMebiOf } from './process-usage.ts'
import type { Load } from './start-load.ts'
import type { BenchServer } from './start-servers.ts'

/** What one server did in one round. */
export interface Round {
  events: number
  refused: number
  eventsPerSecond: number
  cpuSecondsPerMillion: number
  p50Ms: number
  p99Ms: number
  peakMebi: number
}

/** Plays the load against a server and measures what that cost it. */
export async function playRound(
  load: Load,
  server: BenchServer,
  { connections, seconds }: { connections: number; seconds: number },
): Promise<Round> {
  const pids = server.pids()
  for (const pid of pids) forgetPeak(pid)
  const cpuBefore = sum(pids.map(cpuSecondsOf))
  const { name, port, https } = server
  const played = await load.play({ server: name, port, https, connections, seconds })
  const cpuSeconds = sum(pids.map(cpuSecondsOf)) - cpuBefore
  return {
    events: played.events,
    refused: played.refused,
    eventsPerSecond: played.events / played.seconds,
    cpuSecondsPerMillion: (cpuSeconds / played.events) * 1_000_000,
    p50Ms: played.p50Ms,
    p99Ms: played.p99Ms,
    peakMebi: Math.max(...pids.map(peakMebiOf)),
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
