import { median, type Row } from '../report.ts'
import type { SceneRounds } from './bench-gateway.ts'
import type { Round } from './play-round.ts'
import type { Scene } from './scenes.ts'

/** Of the bare server that only appends, what the other one reaches if the yardstick is sane. */
const saneShares: Record<number, number> = { 50: 0.3, 500: 0.18 }

type Measure = (round: Round) => number

/** The figures of a scene: what the gateway reached, and ratios of what was measured in the same round. */
export function rowsOfScene(scene: Scene, rounds: SceneRounds, lost: number): Row[] {
  const gateway = rounds.gateway ?? []
  const bare = rounds['bare serialise'] ?? []
  const append = rounds['bare append'] ?? []
  const https = rounds['gateway HTTPS']
  const workers = rounds['gateway workers']
  const named = (row: Row): Row => ({ ...row, name: `${scene.name}: ${row.name}` })
  const rows = [
    ...figuresOf(gateway, bare),
    ...ratiosOf(scene, gateway, bare),
    ...sanityOf(scene, bare, append),
    ...(https === undefined ? [] : httpsRows(https, gateway)),
    ...(workers === undefined ? [] : workersRows(workers, gateway)),
    { name: 'lost', value: lost, unit: 'events', target: 0 },
    {
      name: 'refused',
      value: total([...gateway, ...(https ?? []), ...(workers ?? [])], round => round.refused),
      unit: 'batches',
      target: 0,
    },
  ]
  return rows.map(named)
}

const figures: { name: string; unit: string; measure: Measure; target?: number }[] = [
  { name: 'events a second', unit: '1/s', measure: round => Math.round(round.eventsPerSecond) },
  { name: 'processor time for a million', unit: 's', measure: round => round.cpuSecondsPerMillion },
  { name: 'answer, median', unit: 'ms', measure: round => round.p50Ms },
  { name: 'answer, p99', unit: 'ms', measure: round => round.p99Ms },
  { name: 'peak memory', unit: 'MiB', measure: round => Math.round(round.peakMebi), target: 200 },
]

function figuresOf(gateway: readonly Round[], bare: readonly Round[]): Row[] {
  return figures.map(({ measure, ...figure }) => ({
    ...figure,
    value: median(gateway.map(measure)),
    yardstick: median(bare.map(measure)),
  }))
}

/** The limits count for the sizes that they were set for. */
function ratiosOf({ eventsPerBatch }: Scene, gateway: readonly Round[], bare: readonly Round[]): Row[] {
  if (eventsPerBatch === 1) return []
  return [
    {
      name: 'processor time, times the bare server',
      value: ratio(gateway, bare, round => round.cpuSecondsPerMillion),
      unit: 'ratio',
      target: 1.35,
    },
    {
      name: 'events a second, share of the bare server',
      value: ratio(gateway, bare, round => round.eventsPerSecond),
      unit: 'ratio',
      least: 0.75,
    },
  ]
}

function sanityOf({ eventsPerBatch }: Scene, bare: readonly Round[], append: readonly Round[]): Row[] {
  const least = saneShares[eventsPerBatch]
  if (least === undefined) return []
  const value = ratio(bare, append, round => round.eventsPerSecond)
  return [{ name: 'the bare server, share of gunzip and append', value, unit: 'ratio', least }]
}

function httpsRows(https: readonly Round[], http: readonly Round[]): Row[] {
  const value = ratio(https, http, round => round.eventsPerSecond)
  return [{ name: 'HTTPS, share of HTTP', value, unit: 'ratio', least: 0.6 }]
}

function workersRows(workers: readonly Round[], one: readonly Round[]): Row[] {
  return [
    {
      name: 'events per processor second with workers, share of one process',
      value: ratio(one, workers, round => round.cpuSecondsPerMillion),
      unit: 'ratio',
      least: 0.9,
    },
    {
      name: 'events a second with workers, times one process',
      value: ratio(workers, one, round => round.eventsPerSecond),
      unit: 'ratio',
    },
    {
      name: 'peak memory of a worker',
      value: median(workers.map(round => Math.round(round.peakMebi))),
      unit: 'MiB',
      target: 200,
    },
  ]
}

/** The median of the rounds' ratios: two neighbours see the same machine. */
function ratio(some: readonly Round[], others: readonly Round[], measure: Measure): number {
  return median(some.map((round, index) => measure(round) / measure(others[index] as Round)))
}

function total(rounds: readonly Round[], measure: Measure): number {
  return rounds.reduce((sum, round) => sum + measure(round), 0)
}
