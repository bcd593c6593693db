import { playRound } from './play-round.ts'
import type { Load } from './start-load.ts'
import type { BenchServer } from './start-servers.ts'

const roundSeconds = 5
const mostRounds = 12
/** A round that costs less than that share of the cheapest one before it shows that the server is still getting warm. */
const cheaper = 0.97
const roundsWithoutGain = 2

/**
 * Plays until a server costs no less from round to round: its code is compiled while it runs, and each token is new to it. Returns how
 * many events it took.
 */
export async function warmUp(load: Load, server: BenchServer, connections: number): Promise<number> {
  let total = 0
  let least = Number.POSITIVE_INFINITY
  let withoutGain = 0
  for (let round = 0; round < mostRounds && withoutGain < roundsWithoutGain; round++) {
    const { events, cpuSecondsPerMillion } = await playRound(load, server, {
      connections,
      seconds: roundSeconds,
    })
    total += events
    withoutGain = cpuSecondsPerMillion < least * cheaper ? 0 : withoutGain + 1
    least = Math.min(least, cpuSecondsPerMillion)
  }
  return total
}
